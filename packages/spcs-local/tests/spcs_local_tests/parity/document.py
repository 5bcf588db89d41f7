"""docs/parity.md, written from what the account has and from the tests that have it do so."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit.paths import Paths
from spcs_local.testing import LocalAccount
from spcs_local_tests.parity import witnesses
from spcs_local_tests.parity.calls import CLIENTS, made
from spcs_local_tests.parity.rows import Section, sections
from spcs_local_tests.parity.witnesses import COMMAND, TESTS

PATH = Path(__file__).parents[3] / "docs" / "parity.md"
# what shows most rows, in a few seconds
SHOWS_MOST = ("privileges/test_cases.py",)
HEAD = f"""\
# What the local account does, and which test shows it

Written by `{COMMAND}` from the account and from runs of its tests. A witness is a test that passes and has had the
account execute the statement or function, take the field or answer the request with success: each run of the witness
holds it to that. Where there is none, the reason stands in its place: each word that it is of is sent to an account,
which has to refuse it by the number named (`parity/test_reasons.py`). [Statements](statements.md) has the properties
and privileges of each statement.

"""
CALLS = """\
## Calls of clients

By the text of the tests, which run each client as it is released; `clients/test_connectors.py` runs what lies in
`clients/cases`, that of the Python connector with both versions. A driver in another language has one program for all
tests of its file.

| client | calls, with what some are given | test |
|---|---|---|
"""


def text(found: Sequence[Section], named: Mapping[str, str]) -> str:
    """The whole document."""
    counts = [_count(section, named) for section in found]
    summary = "| | rows | with a witness | with a reason |\n|---|---|---|---|\n" + "".join(counts)
    return "\n".join([HEAD + summary, *(_chapter(section, named) for section in found), _calls(named)])


def _count(section: Section, named: Mapping[str, str]) -> str:
    seen = sum(row.key in named for row in section.rows)
    return f"| {section.title} | {len(section.rows)} | {seen} | {sum(bool(row.reason) for row in section.rows)} |\n"


def _chapter(section: Section, named: Mapping[str, str]) -> str:
    lines = [f"## {section.title}\n\n| {section.heading} | witness, or reason |\n|---|---|\n"]
    lines += [f"| {_code(row.text)} | {row.reason or _linked(named.get(row.key))} |\n" for row in section.rows]
    return "".join(lines)


def _calls(named: Mapping[str, str]) -> str:
    paths = Paths.of_clone()
    lines = [CALLS]
    for client in CLIENTS:
        who = " ".join(filter(None, (client.name, client.version(paths))))
        lines += [
            f"| {who} | {', '.join(map(_code, one.calls))} | {_linked(one.test)} |\n" for one in made(client, named)
        ]
    return "".join(lines)


def _linked(test: str | None) -> str:
    if test is None:
        return "**none**"
    return f"[{_code(test)}](../tests/spcs_local_tests/{test.partition('::')[0]})"


def _code(content: str) -> str:
    return f"`{content}`".replace("|", "\\|")


def write() -> None:
    """Bring the document up to date with the witnesses."""
    with tempfile.TemporaryDirectory() as home, LocalAccount(Path(home)) as running:
        PATH.write_text(text(sections(running.account), witnesses.load()), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run tests, those that show most rows or those named, and write what they show; what else there was stays."""
    given = arguments or [str(TESTS / path) for path in SHOWS_MOST]
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "--parity", *given], check=False)
    write()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
