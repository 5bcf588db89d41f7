"""Changes as lines of a diff."""

import pytest

from devkit.pull_request import lines
from devkit.pull_request.report import SECRET, UNKNOWN, Change


def test_a_text_is_a_unified_diff() -> None:
    old = "".join(f"line {number}\n" for number in range(9))
    change = Change("specification", old, old.replace("line 4", "other"))
    assert lines.is_text(change)
    assert lines.of_text(change) == [
        "@@ -2,7 +2,7 @@", " line 1", " line 2", " line 3", "-line 4", "+other", " line 5", " line 6", " line 7",
    ]  # fmt: skip


def test_texts_that_differ_in_how_they_end_are_shown() -> None:
    assert lines.of_text(Change("specification", "a\nb", "a\nb\n")) == ["-a", "-b", "+a", "+b"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("1", "2", ["-nodes: 1", "+nodes: 2"]),
        (None, "2", ["+nodes: 2"]),
        ("1", None, ["-nodes: 1"]),
        ("1", UNKNOWN, [f"+nodes: {UNKNOWN}"]),
        (SECRET, SECRET, [f"-nodes: {SECRET}", f"+nodes: {SECRET}, another one"]),
        (None, "a\nb\n", ["+nodes:", "+  a", "+  b"]),
    ],
)
def test_a_value_is_shown_before_and_after(old: str | None, new: str | None, found: list[str]) -> None:
    assert list(lines.of_value(Change("nodes", old, new))) == found
