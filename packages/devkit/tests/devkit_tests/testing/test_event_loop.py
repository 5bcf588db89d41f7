"""The loop that tests of the program share."""

from __future__ import annotations

import ast
import gc

import pytest

from devkit.testing.event_loop import kept_loop

SOURCE = "\n".join(f"def f{number}(a, b=(1, 2)):\n    return [a, {{b: a}}]" for number in range(300))


def test_a_failure_that_nobody_awaited_breaks_no_syntax_tree_that_is_being_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    left = kept_loop().create_future()
    left.set_exception(_raised())
    gc.collect()
    cycle = [left]
    cycle.append(cycle)  # type: ignore[arg-type]  # only the collector finds it
    del left, cycle
    before = gc.get_threshold()
    gc.set_threshold(100)
    try:
        ast.parse(SOURCE)
    finally:
        gc.set_threshold(*before)
    assert "Future exception was never retrieved: ValueError('left')" in caplog.text


def _raised() -> ValueError:
    """With a traceback to be printed."""
    try:
        raise ValueError("left")
    except ValueError as error:
        return error
