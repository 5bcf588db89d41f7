"""Which host a browser of this machine may call the account by: another name is a page of elsewhere (DNS rebinding)."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL = r"127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost"


class HostGuard:
    """Serves requests that name this machine, and all that come through the unix socket, from services."""

    def __init__(self, app: ASGIApp, account_host: str) -> None:
        self._app = app
        self._host = re.compile(rf"(?:{_LOCAL}|{re.escape(account_host)})(?::\d{{1,5}})?")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["server"][1] is None or self._names_this_machine(scope):
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse("The account is served as 127.0.0.1 and localhost alone.\n", 403)
        await refusal(scope, receive, send)

    def _names_this_machine(self, scope: Scope) -> bool:
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        return len(hosts) == 1 and self._host.fullmatch(hosts[0]) is not None
