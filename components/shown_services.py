"""What SHOW SERVICES says to a role, asked once for all rolls that want to know it at the same time.

Nothing is kept: an answer goes to those who asked before its statement was sent, and to nobody else. So it is never
older than a question, whatever the engine has changed before it asked, and whatever others do meanwhile; nor does it
matter how long the process of the dynamic providers lives, which is one for a preview and one for the update after it.
Who asks while a statement is under way waits for the next one, together with all that come until then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future

from components.service_state import ServiceState, show
from components.session import Session, StatementError
from components.sql import SchemaObject

States = Mapping[str, ServiceState]


class ShownServices:
    """Of any schema, as any role is shown them."""

    def __init__(self) -> None:
        self._asking: dict[tuple[str, str, str], _Together] = {}

    def find(self, session: Session, role: str, service: SchemaObject) -> ServiceState | None:
        """None where the role is not shown it, for which DESCRIBE has the reason. `session` is the role's."""
        place = (role, service.database, service.schema)
        # one of two threads that come first has its own dropped
        together = self._asking.setdefault(place, _Together(lambda: show(session, service)))
        try:
            return together.answer().get(service.name)
        except StatementError:
            return None


class _Together:
    """One call for all who ask while the call before it is under way."""

    def __init__(self, ask: Callable[[], States]) -> None:
        self._ask = ask
        self._calling, self._joining = threading.Lock(), threading.Lock()
        self._next: Future[States] | None = None

    def answer(self) -> States:
        with self._joining:
            mine = self._next or Future()
            first, self._next = self._next is None, mine
        if first:
            with self._calling:
                with self._joining:
                    self._next = None
                self._call(mine)
        return mine.result()

    def _call(self, answered: Future[States]) -> None:
        try:
            answered.set_result(self._ask())
        except BaseException as error:  # whatever it is, those who wait are to hear of it
            answered.set_exception(error)
