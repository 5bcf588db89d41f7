"""Whether two tools have made the same, by what they have sent: objects by their kinds and names, and grants."""

from __future__ import annotations

import re
from collections.abc import Iterable

from devkit.bench.statements import Statement
from devkit.errors import ToolchainError

_CREATED = re.compile(r'^CREATE (?:OR REPLACE )?([A-Z ]+?) ((?:"[^"]+"\.?)+)')
_GRANTED = re.compile(r"^GRANT (?!ROLE |SERVICE ROLE )(.+?) (ON .+)", re.DOTALL)


def made(statements: Iterable[Statement]) -> set[str]:
    """Without what properties they have, comments among them."""
    return {what for statement in statements if (what := _what(statement.text.strip()))}


def check(ours: set[str], theirs: set[str], peer: str) -> None:
    """Raises ToolchainError with what only one has made: the figures would be of different things."""
    lines = [f"only the stack: {it}" for it in sorted(ours - theirs)]
    lines += [f"only {peer}: {it}" for it in sorted(theirs - ours)]
    if lines:
        raise ToolchainError("\n".join(["the stack and its peer have made different things:", *lines]))


def _what(text: str) -> str:
    if created := _CREATED.match(text):
        return f"CREATE {created[1]} {created[2]}"
    if granted := _GRANTED.match(text):
        privileges = ", ".join(sorted(it.strip() for it in granted[1].split(",")))
        return f"GRANT {privileges} {granted[2]}"
    return text if text.startswith("GRANT") else ""
