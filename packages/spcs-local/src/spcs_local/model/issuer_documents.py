"""Documents of who issues tokens: fetched from where they may lie, soon and small, or not at all."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

DEADLINE_SECONDS = 5.0  # for a whole document
LARGEST_BYTES = 256 * 1024
LONGEST_URL = (
    2048  # https://docs.snowflake.com/en/user-guide/workload-identity-federation#limitations-and-considerations
)
# whatever proxy the machine has for others
_DIRECT = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}


class IssuerError(Exception):
    """Why nothing that an issuer signs can be verified."""


def may_issue(url: str) -> bool:
    """Whether tokens of this issuer are verified at all: over https, or http on this machine's loopback."""
    parts = _split(url)
    return parts is not None and (parts.scheme == "https" or _is_local(parts))


def may_follow(url: str, issuer: str) -> bool:
    """Whether an issuer's document may send to this address: nobody from elsewhere sends to this machine's loopback."""
    parts, source = _split(url), _split(issuer)
    if parts is None or source is None:
        return False
    return parts.scheme == "https" or (_is_local(parts) and _is_local(source))


def fetch(url: str) -> dict[str, Any]:
    """A JSON object. Raises IssuerError."""
    try:
        found = json.loads(asyncio.run(_read(url)))
    except TimeoutError:
        raise IssuerError(f"{url} did not answer within {DEADLINE_SECONDS:.0f} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise IssuerError(f"{url} cannot be fetched: {error or type(error).__name__}") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise IssuerError(f"{url} is no JSON object")
    return found


async def _read(url: str) -> bytes:
    content = bytearray()
    # as it lies there: what is packed may be any size
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    async with (
        asyncio.timeout(DEADLINE_SECONDS),  # for all of it: the client would have one for each piece
        httpx.AsyncClient(timeout=None, mounts=_DIRECT) as client,  # noqa: S113 - as above
        client.stream("GET", url, headers=headers) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise IssuerError(f"{url} answers with status {answer.status_code}")
        async for piece in answer.aiter_raw():
            content += piece
            if len(content) > LARGEST_BYTES:
                raise IssuerError(f"{url} is larger than {LARGEST_BYTES // 1024} KB")
    return bytes(content)


def _split(url: str) -> SplitResult | None:
    """The parts of an address that names a host, and no user."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    plain = parts.hostname and "@" not in parts.netloc and url.isprintable() and " " not in url
    return parts if plain and parts.scheme in ("http", "https") and len(url) <= LONGEST_URL else None


def _is_local(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
