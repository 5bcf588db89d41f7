"""Statements that are under way."""

from __future__ import annotations

import pytest

from spcs_local.model.running import CanceledError, Running, finished
from spcs_local.model.session import Session
from spcs_local.model.under_way import UnderWay


def test_statement_is_found_by_its_session_while_it_runs() -> None:
    under_way, session, running = UnderWay(), Session(1, 1), Running()
    with under_way.kept(session, running):
        assert under_way.of(1) == [(session, running)]
        assert under_way.of(2) == []
    assert under_way.of(1) == []


def test_statement_stays_until_its_first_keeper_is_done() -> None:
    under_way, session, running = UnderWay(), Session(1, 1), Running()
    with under_way.kept(session, running):
        with under_way.kept(session, running):
            pass
        assert under_way.of(1) == [(session, running)]
    assert under_way.of(1) == []


def test_cancel_all_ends_what_waits() -> None:
    under_way, running = UnderWay(), Running()
    with under_way.kept(Session(1, 1), running):
        under_way.cancel_all()
        with pytest.raises(CanceledError):
            finished(running.wait(600, 0), running)
