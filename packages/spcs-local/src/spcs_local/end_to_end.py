"""Headers that a proxy passes on: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1"""

from __future__ import annotations

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

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


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Those that are of no connection alone, by their names or because `Connection` names them."""
    source = list(headers)
    dropped = _HOP_BY_HOP | _named_by_connection(source)
    return [(name, value) for name, value in source if name.lower() not in dropped]


def _named_by_connection(headers: Headers) -> frozenset[bytes]:
    values = [value for name, value in headers if name.lower() == b"connection"]
    return frozenset(part.strip().lower() for value in values for part in value.split(b",")) - {b"host", b"cookie"}
