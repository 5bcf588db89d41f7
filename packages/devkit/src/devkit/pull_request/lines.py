"""A resource's changes as the lines of a diff."""

import difflib
from collections.abc import Iterator

from devkit.pull_request.report import SECRET, UNKNOWN, Change

CONTEXT = 3


def is_text(change: Change) -> bool:
    """Whether both are texts of several lines, such as specifications: what a diff of lines is for."""
    return all(value is not None and "\n" in value.strip("\n") for value in (change.old, change.new))


def of_text(change: Change) -> list[str]:
    """A unified diff without the names of files."""
    old, new = (change.old or "").splitlines(), (change.new or "").splitlines()
    found = list(difflib.unified_diff(old, new, lineterm="", n=CONTEXT))[2:]
    # what differs in ends of lines alone
    return found or [*(f"-{it}" for it in old), *(f"+{it}" for it in new)]


def of_value(change: Change) -> Iterator[str]:
    """The property before and after, each in a line, or in several where it has them."""
    if change.old == change.new == SECRET:
        yield f"-{change.path}: {SECRET}"
        yield f"+{change.path}: {SECRET}, another one"
        return
    # what is known later has another value before it, of the account that the preview was made with
    old = None if change.new == UNKNOWN else change.old
    for sign, value in (("-", old), ("+", change.new)):
        if value is not None:
            yield from _signed(sign, change.path, value)


def _signed(sign: str, path: str, value: str) -> Iterator[str]:
    if "\n" not in value.strip("\n"):
        yield f"{sign}{path}: {value.strip(chr(10))}"
        return
    yield f"{sign}{path}:"
    for one in value.splitlines():
        yield f"{sign}  {one}"
