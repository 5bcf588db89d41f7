"""What goes with a database."""

from __future__ import annotations

from components.database_contents import NAMED, contents
from components.session import Row, StatementError

PLACE = {"database_name": "D", "schema_name": "PUBLIC"}


class FakeSession:
    """Shows what a kind has; a kind that is not there is refused."""

    def __init__(self, **shown: list[Row]) -> None:
        self._shown = shown

    def rows(self, statement: str) -> list[Row]:
        kind = statement.split()[1].lower()
        assert statement.endswith('IN DATABASE "D"')
        if kind not in self._shown:
            raise StatementError(3001, "not authorized")
        return self._shown[kind]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def lines(session: FakeSession, *own: str) -> list[str]:
    return [str(found) for found in contents(session, "D", frozenset(own))]


def test_tell_own_from_foreign() -> None:
    schemas: list[Row] = [{"database_name": "D", "name": name} for name in ("INFORMATION_SCHEMA", "PUBLIC", "FINANCE")]
    stages: list[Row] = [{**PLACE, "name": name} for name in ("DATA", "THEIRS")]
    assert lines(FakeSession(schemas=schemas, stages=stages), "D.PUBLIC", "D.PUBLIC.DATA") == [
        "schema: D.FINANCE (not of this stack)",
        "stage: D.PUBLIC.DATA, D.PUBLIC.THEIRS (not of this stack)",
    ]


def test_leave_out_the_views_that_every_database_has() -> None:
    objects: list[Row] = [
        {"database_name": "D", "schema_name": it, "name": "T"} for it in ("INFORMATION_SCHEMA", "PUBLIC")
    ]
    assert lines(FakeSession(objects=objects)) == ["table or view: D.PUBLIC.T (not of this stack)"]


def test_name_some_of_many() -> None:
    objects: list[Row] = [{**PLACE, "name": f"T{number}"} for number in range(NAMED + 5)]
    (line,) = lines(FakeSession(objects=objects))
    assert line.endswith(", and 5 more")
    assert line.count("D.PUBLIC.T") == NAMED


def test_show_nothing_that_may_not_be_seen() -> None:
    assert lines(FakeSession()) == []
