"""Objects of an account, as SHOW tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from components import account_objects as objects
from components.account_objects import ObjectName, find
from components.session import Row, StatementError


@dataclass
class Shown:
    """A session that answers with these rows, or refuses with a number."""

    rows_: list[Row] = field(default_factory=list)
    number: int = 0
    statements: list[str] = field(default_factory=list)

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if self.number:
            raise StatementError(self.number, "refused")
        return self.rows_

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("name", "question"),
    [
        (ObjectName.of(objects.COMPUTE_POOL, "P_1"), "SHOW COMPUTE POOLS LIKE 'P_1'"),
        (ObjectName.of(objects.SCHEMA, "D", "S"), "SHOW SCHEMAS LIKE 'S' IN DATABASE \"D\""),
        (ObjectName.of(objects.STAGE, "D", "S", "X"), 'SHOW STAGES LIKE \'X\' IN SCHEMA "D"."S"'),
    ],
)
def test_ask_for_an_object_where_it_would_lie(name: ObjectName, question: str) -> None:
    session = Shown()
    assert find(session, name) is None
    assert session.statements == [question]


def test_find_the_object_of_this_very_name() -> None:
    rows: list[Row] = [{"name": "PX1"}, {"name": "p_1"}, {"name": "P_1", "owner": "O"}]
    assert find(Shown(rows), ObjectName.of(objects.COMPUTE_POOL, "P_1")) == rows[-1]
    assert find(Shown(rows[:-1]), ObjectName.of(objects.COMPUTE_POOL, "P_1")) is None


@pytest.mark.parametrize("number", objects.CANNOT_BE_SEEN)
def test_nothing_is_found_in_what_is_not_there(number: int) -> None:
    assert find(Shown(number=number), ObjectName.of(objects.SCHEMA, "D", "S")) is None


def test_other_refusals_are_told() -> None:
    with pytest.raises(StatementError, match="refused"):
        find(Shown(number=1003), ObjectName.of(objects.ROLE, "R"))


@pytest.mark.parametrize(("kind", "parts"), [(objects.ROLE, ("D", "R")), (objects.STAGE, ("X",))])
def test_refuse_a_name_with_other_parts(kind: objects.Kind, parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"has \d parts; its name has \d"):
        ObjectName.of(kind, *parts)


def test_say_an_object_as_people_do() -> None:
    assert str(ObjectName.of(objects.IMAGE_REPOSITORY, "D", "PUBLIC", "R")) == "image repository D.PUBLIC.R"
