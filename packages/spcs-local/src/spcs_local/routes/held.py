"""Answers that are too large to be forgotten while they are sent: clients may read them slowly."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from spcs_local.budget import MOST_OF_ONE, Share
from spcs_local.errors import TooMuchAtOnceError
from spcs_local.model.query_result import Result, weight

_FREE = 64 * 1024
_COPIES = 3  # its cells as texts, the answer as a text, and as bytes


class HeldResponse(Response):
    """An answer whose share of the budget is given back once it is sent."""

    def __init__(self, answer: Response, share: Share) -> None:
        super().__init__()
        self._answer = answer
        self._share = share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        finally:
            self._share.close()


def hold(result: Result, share: Share) -> None:
    """Count a result before it is written out; raise if all that are under way would take too much."""
    size = weight(result) * _COPIES
    if size > _FREE and not share.grow_by(size):
        what = f"results on their way to a user have {MOST_OF_ONE // 2**20} MB at most"
        raise TooMuchAtOnceError(what, "Read those that are, then ask for this one again.")
