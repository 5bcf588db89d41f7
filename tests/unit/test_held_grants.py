"""What SHOW tells of a role's grants, as GRANT and REVOKE have it."""

from __future__ import annotations

import pytest

from components.held_grants import Granted, held, is_expected
from components.session import DOES_NOT_EXIST, Row, StatementError

# privilege, kind and name as SHOW has them, and the text
NOW = {
    ("USAGE", "DATABASE", "D"): "USAGE ON DATABASE D",
    ("READ", "IMAGE_REPOSITORY", "D.PUBLIC.I"): "READ ON IMAGE REPOSITORY D.PUBLIC.I",
    ("CREATE DATABASE", "ACCOUNT", "A"): "CREATE DATABASE ON ACCOUNT",
    ("USAGE", "ROLE", '"of others"'): 'ROLE "of others"',
    ("USAGE", "DATABASE_ROLE", "D.READERS"): "DATABASE ROLE D.READERS",
}
FUTURE = {
    ("READ", "STAGE", "D.PUBLIC.<STAGE>"): "READ ON FUTURE STAGES IN SCHEMA D.PUBLIC",
    ("USAGE", "SCHEMA", "D.<SCHEMA>"): "USAGE ON FUTURE SCHEMAS IN DATABASE D",
    ("OWNERSHIP", "IMAGE_REPOSITORY", "D.<IMAGE_REPOSITORY>"): ("OWNERSHIP ON FUTURE IMAGE REPOSITORIES IN DATABASE D"),
}


class Session:
    def __init__(self, now: list[Row], future: list[Row], refuses: int | None = None) -> None:
        self.told = {'SHOW GRANTS TO ROLE "R"': now, 'SHOW FUTURE GRANTS TO ROLE "R"': future}
        self.refuses = refuses

    def rows(self, statement: str) -> list[Row]:
        if self.refuses:
            raise StatementError(self.refuses, statement)
        return self.told[statement]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_tell_privileges_roles_and_future_grants() -> None:
    now = [{"privilege": it, "granted_on": kind, "name": name} for it, kind, name in NOW]
    future = [{"privilege": it, "grant_on": kind, "name": name} for it, kind, name in FUTURE]
    assert [it.text for it in held(Session(now, future), "R")] == [*NOW.values(), *FUTURE.values()]


@pytest.mark.parametrize("kind", ["SERVICE_ROLE", "SERVICE ROLE"])
def test_service_roles_are_left_to_their_own_resources(kind: str) -> None:
    row: Row = {"privilege": "USAGE", "granted_on": kind, "name": "D.PUBLIC.S!ALL_ENDPOINTS_USAGE"}
    assert held(Session([row], []), "R") == []


def test_a_role_that_is_gone_has_nothing() -> None:
    assert held(Session([], [], DOES_NOT_EXIST), "R") == []
    with pytest.raises(StatementError):
        held(Session([], [], 3001), "R")


def test_tell_ownership_apart_and_where_it_is() -> None:
    owned = Granted("OWNERSHIP", "TABLE", 'D.PUBLIC."t"')
    assert (owned.is_owned, owned.what, owned.is_in("D.PUBLIC"), owned.is_in("D.PUB")) == (
        True,
        'TABLE D.PUBLIC."t"',
        True,
        False,
    )
    assert not Granted("OWNERSHIP", "TABLE", "D.<TABLE>", future=True).is_owned
    assert not Granted("USAGE", "DATABASE", "D").is_owned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USAGE ON DATABASE D", True),
        ('USAGE ON DATABASE "D"', True),
        ("MODIFY ON DATABASE D", False),
        ("CREATE STAGE ON SCHEMA D.PUBLIC", True),
        ("CREATE STAGE ON SCHEMA D.OTHER", False),
        ("ROLE OTHER", False),
    ],
)
def test_expect_what_is_named_or_part_of_all(text: str, *, expected: bool) -> None:
    assert is_expected(text, ["USAGE ON DATABASE D", "ALL ON SCHEMA D.PUBLIC"]) is expected
