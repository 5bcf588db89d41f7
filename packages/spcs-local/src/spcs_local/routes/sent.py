"""The statements that clients have sent: those under way, and what the last ones answered."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import JSONResponse

from spcs_local.account import new_query_id
from spcs_local.errors import TooMuchAtOnceError
from spcs_local.lanes import STATEMENTS, Lane
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.model.under_way import UnderWay

KEPT_ANSWERS = 200
KEPT_BYTES = 16 * 2**20
# beyond a user's statements: of these none may wait, so that there is always room for what cancels those that do
BRIEF = 16

Key = tuple[int, str]  # a session, and the id of a request of it


@dataclass(frozen=True)
class Statement:
    """A statement that a client sent, under way or over."""

    query_id: str
    holder: int
    running: Running
    task: asyncio.Task[JSONResponse]


class SentStatements:
    """Runs each once. Those that wait hold no thread. A user has so many under way at most, and a few brief ones."""

    def __init__(self, most_of_user: int, under_way: UnderWay) -> None:
        self._most_of_user = most_of_user
        self._to_cancel = under_way
        self._lane = Lane(STATEMENTS)
        self._under_way: dict[Key, Statement] = {}
        self._counts = Counter[int]()
        self._over: OrderedDict[Key, Statement] = OrderedDict()
        self._kept_bytes = 0

    def once(
        self, session: Session, request_id: str | None, begin: Callable[[str, Running], Steps[JSONResponse]]
    ) -> Statement:
        """A driver that got no answer sends its request again under the same id: it runs once."""
        query_id = new_query_id()
        key = (session.id, request_id or query_id)
        return self.of_request(*key) or self._begun(key, session, query_id, begin)

    def of_request(self, session_id: int, request_id: str) -> Statement | None:
        """What a session sent under a request id."""
        key = (session_id, request_id)
        return self._under_way.get(key) or self._over.get(key)

    def under_way(self, query_id: str, holder: int) -> Statement | None:
        """A statement of the user's that is not over."""
        wanted = (sent for sent in self._under_way.values() if sent.query_id == query_id and sent.holder == holder)
        return next((sent for sent in wanted if not sent.task.done()), None)

    def _begun(
        self, key: Key, session: Session, query_id: str, begin: Callable[[str, Running], Steps[JSONResponse]]
    ) -> Statement:
        holder = session.holder
        if self._counts[holder] >= self._most_of_user + BRIEF:
            raise self._too_many()
        running, brief = Running(), self._counts[holder] >= self._most_of_user
        task = asyncio.create_task(self._run(session, begin(query_id, running), running, brief=brief))
        self._under_way[key] = Statement(query_id, holder, running, task)
        self._counts[holder] += 1
        task.add_done_callback(lambda _: self._ended(key, holder))
        return self._under_way[key]

    def _too_many(self) -> TooMuchAtOnceError:
        what = f"a user has {self._most_of_user} statements under way at most"
        return TooMuchAtOnceError(what, "Wait for some of them, or cancel them.")

    async def _run(
        self, session: Session, steps: Steps[JSONResponse], running: Running, *, brief: bool
    ) -> JSONResponse:
        """One step after the other, each in a thread, and the time between them in none.

        Under way before its first step: its client, told that it is, may have it canceled at once.
        """
        with self._to_cancel.kept(session, running):
            try:
                while not isinstance(taken := await self._lane.run(_next, steps), JSONResponse):
                    brief = brief and self._counts[session.holder] > self._most_of_user
                    if brief and taken > 0:
                        return await self._lane.run(_ended, steps, self._too_many())
                    await running.pause(taken)
            finally:
                steps.close()
            return taken

    def _ended(self, key: Key, holder: int) -> None:
        self._counts[holder] -= 1
        if not self._counts[holder]:
            del self._counts[holder]
        self._over[key] = self._under_way.pop(key)
        self._kept_bytes += _size(self._over[key])
        while len(self._over) > KEPT_ANSWERS or self._kept_bytes > KEPT_BYTES:
            _, oldest = self._over.popitem(last=False)
            self._kept_bytes -= _size(oldest)


def _next(steps: Steps[JSONResponse]) -> float | JSONResponse:
    """The seconds to the next step, or the answer."""
    try:
        return next(steps)
    except StopIteration as end:
        answer: JSONResponse = end.value
        return answer


def _ended(steps: Steps[JSONResponse], why: Exception) -> JSONResponse:
    """The answer of a statement that may not go on."""
    try:
        steps.throw(why)
    except StopIteration as end:
        answer: JSONResponse = end.value
        return answer
    raise RuntimeError("a statement went on after it was refused")


def _size(sent: Statement) -> int:
    failed = sent.task.cancelled() or sent.task.exception() is not None
    return 0 if failed else len(sent.task.result().body)
