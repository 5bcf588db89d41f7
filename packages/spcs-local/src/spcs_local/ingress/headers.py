"""Which headers cross the ingress, and which it adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

Headers = list[tuple[bytes, bytes]]

COOKIE_PREFIX = b"sfc-endpoint-"
CURRENT_USER = b"sf-context-current-user"
_CONTEXT_PREFIX = b"sf-context-"
_HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
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
    source = list(headers)
    connection = _named_by_connection(source)
    kept = [(name, value) for name, value in source if _passes(name.lower(), value, connection)]
    cookies = [(name, _foreign_cookies(value) if name.lower() == b"cookie" else value) for name, value in kept]
    return [(n, v) for n, v in cookies if n.lower() != b"cookie" or v] + [(CURRENT_USER, _user_value(user))]


def for_client(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """A service's headers as the client gets them: without the ingress' cookies, with its security headers."""
    source = list(headers)
    dropped = _HOP_BY_HOP | _named_by_connection(source) | {name for name, _ in SECURITY}
    kept = [
        (name, value)
        for name, value in source
        if name.lower() not in dropped
        and not (name.lower() == b"set-cookie" and value.strip().lower().startswith(COOKIE_PREFIX))
    ]
    return [*kept, *SECURITY, SERVICE_POLICY]


def _passes(name: bytes, value: bytes, connection: frozenset[bytes]) -> bool:
    if name in _HOP_BY_HOP or name in connection:
        return False
    if name.replace(b"_", b"-").startswith(_CONTEXT_PREFIX):  # CGI-like servers read `_` and `-` alike
        return False
    return not (name == b"authorization" and value.strip().lower().startswith(b"snowflake"))


def _named_by_connection(headers: Headers) -> frozenset[bytes]:
    values = [value for name, value in headers if name.lower() == b"connection"]
    return frozenset(part.strip().lower() for value in values for part in value.split(b",")) - {b"host", b"cookie"}


def _foreign_cookies(value: bytes) -> bytes:
    pairs = (pair.strip() for pair in value.split(b";"))
    return b"; ".join(pair for pair in pairs if pair and not pair.lower().startswith(COOKIE_PREFIX))


def _user_value(user: str) -> bytes:
    """The user's name; what a header cannot hold is percent-encoded."""
    return quote(user, safe=_PRINTABLE).encode()
