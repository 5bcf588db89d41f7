"""The grants that docs/privileges.md lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "privileges.md"
_ROW = re.compile(r"\| `(?P<grant>[^`]+)` \| (?P<rest>.+) \|")


@dataclass(frozen=True)
class Documented:
    """A row: what a resource grants on what to whom, and whether a test takes it away."""

    grant: str
    privilege: str
    on: str
    to: str
    tried: bool


def documented_grants() -> list[Documented]:
    """In their order."""
    found = []
    for match in _ROW.finditer(FILE.read_text(encoding="utf-8")):
        privilege, on, to, _needs, _without, tried = match["rest"].split(" | ")
        found.append(Documented(match["grant"], privilege, on, to, tried == "yes"))
    return found


def deployers_privileges() -> list[str]:
    """On the account, of the second table."""
    _, _, table = FILE.read_text(encoding="utf-8").partition("| privilege on the account |")
    return re.findall(r"^\| ([A-Z ]+?)(?:, with grant option)? \|", table, re.MULTILINE)
