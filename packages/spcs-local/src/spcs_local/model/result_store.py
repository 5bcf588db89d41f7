"""What the last statements came to, for clients that ask again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.model.query_result import Result, weight

KEPT = 200
KEPT_BYTES = 32 * 2**20
MOST_BYTES = KEPT_BYTES // 2


Outcome = Result | SnowflakeError


class ResultStore:
    """The last ones, by query id; the oldest go, once there are too many or they are too large."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, Outcome, int]] = OrderedDict()
        self._bytes = 0

    def keep(self, query_id: str, holder: int, outcome: Outcome) -> None:
        """Keep one for the user, or the service, whose statement it was; raise if it is too large for anybody."""
        size = weight(outcome) if isinstance(outcome, Result) else len(outcome.message)
        if size > MOST_BYTES:
            raise NotSupportedError(f"A result of more than {MOST_BYTES // 2**20} MB")
        with self._lock:
            self._bytes -= self._kept.pop(query_id, (None, None, 0))[2]
            self._kept[query_id] = (holder, outcome, size)
            self._bytes += size
            while len(self._kept) > KEPT or self._bytes > KEPT_BYTES:
                _, (_, _, freed) = self._kept.popitem(last=False)
                self._bytes -= freed

    def of(self, query_id: str, holder: int) -> Outcome:
        """What a statement of theirs came to; nobody else's is there for them."""
        with self._lock:
            owner, outcome, _ = self._kept.get(query_id, (None, None, 0))
        if outcome is None or owner != holder:
            raise SnowflakeError(709, "02000", f"Statement {query_id} not found")
        return outcome
