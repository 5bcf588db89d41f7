"""The bytes of PUT and GET, over addresses that serve one transfer."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.model.objects import StoredObject
from spcs_local.model.stage_files import MOST_BYTES, Incoming
from spcs_local.model.transfers import Ticket
from spcs_local.routes.bodies import chunks_of
from spcs_local.routes.file_response import FileResponse


class TransferRoutes:
    """The routes under /transfer. Whoever holds the address may use it, as with any presigned URL."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        """All of them."""
        path = "/transfer/{secret}/{name:path}"
        return [
            Route("/transfer/each", self._each, methods=["PUT", "HEAD"]),
            Route(path, self._upload, methods=["PUT"]),
            Route(path, self._download, methods=["GET", "HEAD"]),
        ]

    async def _each(self, _request: Request) -> Response:
        return Response("ask for the address of each file", 400)

    async def _upload(self, request: Request) -> Response:
        ticket = self._account.model.transfers.peek(request.path_params["secret"])
        if ticket is None or not ticket.write:
            return Response("no such upload", 403)
        with self._account.model.stages.receive() as incoming:
            async for chunk in chunks_of(request):
                incoming.file.write(chunk)
                if incoming.file.tell() > MOST_BYTES:
                    return Response("files of more than 512 MB are not supported by the local account", 413)
            if not self._account.model.transfers.take(request.path_params["secret"]):
                return _served()
            only_new = request.headers.get("x-goog-if-generation-match") == "0"
            return await run_in_threadpool(self._store, ticket, incoming, only_new)

    def _store(self, ticket: Ticket, incoming: Incoming, only_new: bool) -> Response:
        stage = self._stage(ticket)
        if stage is None:
            return Response("the stage is gone", 404)
        if (ticket.keep or only_new) and self._account.model.stages.exists(stage, ticket.path):
            return Response("the file is there already", 412)
        try:
            self._account.model.stages.keep_received(incoming, stage, ticket.path)
        except SnowflakeError as error:
            return Response(error.message, 400)
        return Response(status_code=200)

    async def _download(self, request: Request) -> Response:
        return await run_in_threadpool(self._fetch, request.path_params["secret"], request.method == "HEAD")

    def _fetch(self, secret: str, head: bool) -> Response:
        ticket = self._account.model.transfers.peek(secret)
        stage = self._stage(ticket) if ticket else None
        if ticket is None or stage is None or (ticket.write and not head):
            return Response("no such download", 403)
        if ticket.write and self._account.model.transfers.is_used(secret):
            return _served()
        if ticket.write and not (ticket.keep and self._account.model.stages.exists(stage, ticket.path)):
            return Response(status_code=404)
        try:
            if head:
                return Response(headers={"content-length": str(self._account.model.stages.size(stage, ticket.path))})
            self._account.model.transfers.take(secret)
            return FileResponse(self._account.model.stages.open(stage, ticket.path))
        except SnowflakeError as error:
            return Response(error.message, 404)

    def _stage(self, ticket: Ticket) -> StoredObject | None:
        try:
            return self._account.model.objects.get(ticket.stage_id)
        except LookupError:
            return None


def _served() -> Response:
    """As of an address that has expired: drivers go on to ask for a new one."""
    return Response("the address has served an upload", 400)
