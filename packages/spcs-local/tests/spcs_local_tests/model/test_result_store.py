"""The last results, each for its own user."""

from __future__ import annotations

import pytest

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.model import result_store
from spcs_local.model.query_result import status
from spcs_local.model.result_store import ResultStore


def test_result_is_its_own_user_s() -> None:
    store, done = ResultStore(), status("done")
    store.keep("q", 1, done)
    assert store.of("q", 1) is done
    for query_id, holder in (("q", 2), ("none", 1)):
        with pytest.raises(SnowflakeError, match=f"Statement {query_id} not found"):
            store.of(query_id, holder)


def test_oldest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_store, "KEPT", 2)
    store = ResultStore()
    for number in range(3):
        store.keep(str(number), 1, status(str(number)))
    assert store.of("2", 1) == status("2")
    with pytest.raises(SnowflakeError):
        store.of("0", 1)


def test_oldest_goes_once_all_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_store, "KEPT_BYTES", 10_000)
    store = ResultStore()
    for number in (0, 1, 1, 1, 2):
        store.keep(str(number), 1, status("x" * 4_000))
    assert store.of("1", 1) == store.of("2", 1)
    with pytest.raises(SnowflakeError, match="not found"):
        store.of("0", 1)


def test_result_of_any_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_store, "MOST_BYTES", 1_000)
    with pytest.raises(NotSupportedError, match="A result of more than"):
        ResultStore().keep("q", 1, status("x" * 1_000))
