"""Tags beside each object: what is registered, and what the provider sends, finds and compares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.object_tags import ObjectTagsProvider
from components.session import DOES_NOT_EXIST, Row, StatementError
from tests.unit.recording import Program

COST, TEAM = '"GOV"."TAGS"."COST"', '"GOV"."TAGS"."TEAM"'
PROPS: dict[str, Any] = {
    "of": "1",
    "kind": "STAGE",
    "name": '"D"."S"."FILES"',
    "tags": {COST: "42", TEAM: "it's"},
    "role": "MAKER",
}
SET = f"ALTER STAGE \"D\".\"S\".\"FILES\" SET TAG {COST} = '42', {TEAM} = 'it''s'"


@dataclass
class Account:
    """The values that a SELECT answers, or the number of the error that each statement ends in, or each about a tag."""

    values: list[str | None] = field(default_factory=list)
    refuses: int | None = None
    of: str = ""
    statements: list[str] = field(default_factory=list)
    role: str = ""

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if self.refuses is not None and self.of in statement:
            raise StatementError(self.refuses, "refused")
        return [{f"t{number}": value for number, value in enumerate(self.values)}]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    def opened(self, role: str) -> Account:
        self.role = role
        return self


def provider(account: Account, monkeypatch: pytest.MonkeyPatch) -> ObjectTagsProvider:
    made = ObjectTagsProvider()
    monkeypatch.setattr(made, "session", account.opened)
    return made


def test_create_sets_all_of_them_as_who_made_the_object(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    made = provider(account, monkeypatch).create(PROPS)
    assert (account.role, account.statements) == ("MAKER", [SET])
    assert (made.id, made.outs) == ('STAGE "D"."S"."FILES"', PROPS)


def test_read_tells_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(["42", None])
    found = provider(account, monkeypatch).read("id", PROPS)
    assert found.outs == {**PROPS, "tags": {COST: "42"}}
    (asked,) = account.statements
    assert asked.startswith('SELECT SYSTEM$GET_TAG(\'"GOV"."TAGS"."COST"\', \'"D"."S"."FILES"\', \'STAGE\') AS T0,')


@pytest.mark.parametrize("number", [DOES_NOT_EXIST, 2043])
def test_what_is_gone_has_no_tags(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    gone = provider(Account(refuses=number), monkeypatch)
    assert gone.read("id", PROPS).id == ""
    gone.delete("id", PROPS)


def test_what_is_left_of_the_tags_is_taken_off_where_one_was_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(refuses=DOES_NOT_EXIST, of=TEAM)
    provider(account, monkeypatch).delete("id", PROPS)
    unset = 'ALTER STAGE "D"."S"."FILES" UNSET TAG'
    assert account.statements == [f"{unset} {COST}, {TEAM}", f"{unset} {COST}", f"{unset} {TEAM}"]


def test_other_errors_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = provider(Account(refuses=3001), monkeypatch)
    for asked in (lambda: refusing.read("id", PROPS), lambda: refusing.delete("id", PROPS)):
        with pytest.raises(StatementError):
            asked()


def test_update_takes_off_what_is_not_wanted_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    provider(account, monkeypatch).update("id", PROPS, {**PROPS, "tags": {COST: "43"}})
    name = 'STAGE "D"."S"."FILES"'
    assert account.statements == [f"ALTER {name} UNSET TAG {TEAM}", f"ALTER {name} SET TAG {COST} = '43'"]


@pytest.mark.parametrize(
    ("changes", "replaces"),
    [({}, []), ({"tags": {COST: "42"}}, []), ({"role": "OTHER"}, []), ({"of": UNKNOWN}, ["of"]), ({"of": "2"}, ["of"])],
)
def test_another_object_has_none_of_them(changes: dict[str, Any], replaces: list[str]) -> None:
    diff = ObjectTagsProvider().diff("id", PROPS, {**PROPS, **changes})
    assert (diff.changes, diff.replaces) == (bool(changes), replaces)


def test_each_object_that_takes_tags_has_them(program: Program) -> None:
    recording = program(tags='{"GOV.TAGS.COST": 42}', preflight="false")
    tagged = recording.of_type(":ObjectTags")
    assert {it.inputs["kind"] for it in tagged.values()} == {
        *(
            "ROLE",
            "USER",
            "WAREHOUSE",
            "DATABASE",
            "INTEGRATION",
            "COMPUTE POOL",
            "IMAGE REPOSITORY",
            "STAGE",
            "SERVICE",
        )
    }
    assert {str(it.inputs["tags"]) for it in tagged.values()} == {str({COST: "42"})}
    stage = tagged["storage-files-stage-tags"].inputs
    assert (stage["name"], stage["role"]) == ('"MILVUS_DEMO"."PUBLIC"."FILES"', "DEPLOYER_ROLE")
    assert "storage-files-stage" in tagged["storage-files-stage-tags"].dependencies
    assert "milvus-service-tags" in tagged


def test_without_tags_nothing_is_registered_for_them(program: Program) -> None:
    assert not program().of_type(":ObjectTags")
