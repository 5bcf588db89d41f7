"""Which headers cross the ingress, and which it adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from spcs_local.end_to_end import Headers, end_to_end

COOKIE_PREFIX = b"sfc-endpoint-"
CURRENT_USER = b"sf-context-current-user"
_CONTEXT_PREFIX = b"sf-context-"
_SNOWFLAKE_TOKEN = re.compile(r'\s*snowflake\s+token\s*=\s*"([^"]*)"\s*', re.IGNORECASE)
_PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
SECURITY: Headers = [
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"credentialless"),
]
SERVICE_POLICY = (b"content-security-policy", b"default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:")


def snowflake_token(authorization: str) -> str | None:
    """The token of `Authorization: Snowflake Token="…"`; None for any other scheme."""
    match = _SNOWFLAKE_TOKEN.fullmatch(authorization)
    return match.group(1) if match else None


def for_service(headers: Iterable[tuple[bytes, bytes]], user: str) -> Headers:
    """A client's headers as the service gets them: without what is the ingress' own, with who the user is."""
    kept = [(name, value) for name, value in end_to_end(headers) if _passes(name.lower(), value)]
    cookies = [(name, _foreign_cookies(value) if name.lower() == b"cookie" else value) for name, value in kept]
    return [(n, v) for n, v in cookies if n.lower() != b"cookie" or v] + [(CURRENT_USER, _user_value(user))]


def for_client(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """A service's headers as the client gets them: without the ingress' cookies, with its security headers."""
    own = {name for name, _ in SECURITY}
    kept = [
        (name, value)
        for name, value in end_to_end(headers)
        if name.lower() not in own
        and not (name.lower() == b"set-cookie" and value.strip().lower().startswith(COOKIE_PREFIX))
    ]
    return [*kept, *SECURITY, SERVICE_POLICY]


def _passes(name: bytes, value: bytes) -> bool:
    if name.replace(b"_", b"-").startswith(_CONTEXT_PREFIX):  # CGI-like servers read `_` and `-` alike
        return False
    return not (name == b"authorization" and value.strip().lower().startswith(b"snowflake"))


def _foreign_cookies(value: bytes) -> bytes:
    pairs = (pair.strip() for pair in value.split(b";"))
    return b"; ".join(pair for pair in pairs if pair and not pair.lower().startswith(COOKIE_PREFIX))


def _user_value(user: str) -> bytes:
    """The user's name; what a header cannot hold is percent-encoded."""
    return quote(user, safe=_PRINTABLE).encode()
