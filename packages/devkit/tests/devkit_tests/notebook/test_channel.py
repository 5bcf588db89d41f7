"""The kernel's messages."""

from __future__ import annotations

from devkit.notebook.channel import CellRun


def test_cell_is_finished_when_output_and_reply_are_there() -> None:
    run = CellRun()
    run.take("execute_reply", {"status": "ok"})
    assert not run.finished
    run.take("stream", {"text": "late"})
    run.take("status", {"execution_state": "idle"})
    assert (run.finished, run.text, run.error) == (True, "late", "")


def test_aborted_cell_is_an_error() -> None:
    run = CellRun()
    run.take("execute_reply", {"status": "aborted"})
    assert run.error == "Error: aborted"
