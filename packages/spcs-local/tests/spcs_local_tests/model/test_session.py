"""A session's state, as the catalog has it."""

from __future__ import annotations

from spcs_local.model.session import Session, restore


def test_session_is_restored_as_it_was() -> None:
    session = Session(1, 7, 8, "ALL", 'o"dd', "S", "W", 9, {"TIMEZONE": "UTC", "X": 1}, "q")
    assert restore(session.state()) == session
    assert restore(session.state()).parameters is not session.parameters
