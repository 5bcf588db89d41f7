"""docs/privileges.md says which rules are not confirmed, as they are now."""

from __future__ import annotations

from dataclasses import replace

from spcs_local_tests.privileges.cases import Book
from spcs_local_tests.privileges.document import PATH, table, written


def test_keep_the_document_current(book: Book) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert text == written(text, book), "run: python -m spcs_local_tests.privileges.document"


def test_list_what_is_not_confirmed_alone(book: Book) -> None:
    first, second = book.cases[0], next(case for case in book.cases if case.statement != book.cases[0].statement)
    shown = table(replace(book, cases=(replace(first, confirmed=True), second)))
    assert "2 cases; 1 confirmed" in shown
    assert f"`{first.statement}`" not in shown
    assert f"`{second.statement}`" in shown
