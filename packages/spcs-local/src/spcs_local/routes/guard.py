"""What a browser of this machine may ask the account: nothing for pages of elsewhere."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL = r"127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost"
# the page has rules of its own, which let a link of elsewhere open it
_PAGE = re.compile(r"/|/page/.*")
_OWN = ("same-origin", "none")
_HOST, _ORIGIN, _SITE = _LOOKED_AT = (b"host", b"origin", b"sec-fetch-site")


class HostGuard:
    """Serves requests that name this machine, and all that come through the unix socket, from services.

    Another name is a page of elsewhere whose name now leads here (DNS rebinding). What clients use is not for pages of
    any other origin: browsers say whose page sends a request (https://fetch.spec.whatwg.org/#origin-header,
    https://www.w3.org/TR/fetch-metadata/).
    """

    def __init__(self, app: ASGIApp, account_host: str) -> None:
        self._app = app
        self._host = re.compile(rf"(?:{_LOCAL}|{re.escape(account_host)})(?::\d{{1,5}})?")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = None
        if scope["type"] == "http" and scope["server"][1] is not None:
            refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(refused, 403)(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        # every request goes through here: its headers are looked through once
        said = [(name, value.decode("latin-1").lower()) for name, value in scope["headers"] if name in _LOOKED_AT]
        hosts = [value for name, value in said if name == _HOST]
        if len(hosts) != 1 or self._host.fullmatch(hosts[0]) is None:
            return "The account is served as 127.0.0.1 and localhost alone.\n"
        if _PAGE.fullmatch(scope["path"]) is None and not _is_own(said, hosts[0]):
            return "The account takes no requests from pages of other origins.\n"
        return None


def _is_own(said: list[tuple[bytes, str]], host: str) -> bool:
    """Whether no page sends a request, or one of the same origin does."""
    origins = [value for name, value in said if name == _ORIGIN]
    sites = [value for name, value in said if name == _SITE]
    return all(origin == f"http://{host}" for origin in origins) and all(site in _OWN for site in sites)
