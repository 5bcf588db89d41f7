"""docs/privileges.md: which rules no transcript of a real account has confirmed yet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from spcs_local_tests.privileges.cases import Book, Case, load

PATH = Path(__file__).parents[3] / "docs" / "privileges.md"
BEGIN, END = "<!-- table: python -m spcs_local_tests.privileges.document -->", "<!-- end of table -->"
SITE = "https://docs.snowflake.com/en/"


def table(book: Book) -> str:
    """The rules that are not confirmed, one row a statement and source."""
    confirmed = sum(case.confirmed for case in book.cases)
    local = sum(case.local for case in book.cases)
    lines = [
        f"{len(book.cases)} cases; {confirmed} confirmed by a transcript; {local} for the local account alone.",
        "",
        "| statement | cases | not confirmed | rule from |",
        "|---|---|---|---|",
        *_rows(book.cases),
    ]
    return "\n".join(lines)


def written(text: str, book: Book) -> str:
    """The document with the table of these cases in it."""
    head, _, rest = text.partition(BEGIN)
    _, found, tail = rest.partition(END)
    if not found:
        raise ValueError(f"{PATH}: expected a table between {BEGIN} and {END}")
    return f"{head}{BEGIN}\n{table(book)}\n{END}{tail}"


def main() -> None:
    """Bring the document up to date."""
    PATH.write_text(written(PATH.read_text(encoding="utf-8"), load()), encoding="utf-8")


def _rows(cases: tuple[Case, ...]) -> Iterator[str]:
    for (statement, source), group in groupby(cases, key=lambda case: (case.statement, case.source)):
        found = list(group)
        open_cases = sum(not case.confirmed for case in found)
        if open_cases:
            shown = statement.replace("|", "\\|")
            yield f"| `{shown}` | {len(found)} | {open_cases} | [{source.rpartition('/')[2]}]({SITE}{source}) |"


if __name__ == "__main__":
    main()
