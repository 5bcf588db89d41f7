"""What the last statements came to, for clients that ask again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from spcs_local.errors import SnowflakeError
from spcs_local.model.query_result import Result

KEPT = 200


Outcome = Result | SnowflakeError


class ResultStore:
    """The last ones, by query id; the oldest go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, Outcome]] = OrderedDict()

    def keep(self, query_id: str, holder: int, outcome: Outcome) -> None:
        """Keep one for the user, or the service, whose statement it was."""
        with self._lock:
            self._kept[query_id] = (holder, outcome)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def of(self, query_id: str, holder: int) -> Outcome:
        """What a statement of theirs came to; nobody else's is there for them."""
        with self._lock:
            owner, outcome = self._kept.get(query_id, (None, None))
        if outcome is None or owner != holder:
            raise SnowflakeError(709, "02000", f"Statement {query_id} not found")
        return outcome
