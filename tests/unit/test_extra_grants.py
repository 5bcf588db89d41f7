"""What roles have beside what the stack grants: found by a refresh, revoked by the update after it, or left."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.extra_grants import ExtraGrantsProvider
from components.session import Row, StatementError
from tests.unit.configuration import EVERYTHING_EXISTS
from tests.unit.recording import Program

EXPECTED = {"R": ["USAGE ON DATABASE D", "ALL ON SCHEMA D.PUBLIC"], "OWNER": ["READ ON STAGE D.PUBLIC.FILES"]}
PROPS: dict[str, Any] = {"expected": EXPECTED, "by": ["MAKER"], "place": "D.PUBLIC", "policy": "revoke"}
MODIFY, ROLE, FUTURE = "MODIFY ON DATABASE D", "ROLE OTHER", "READ ON FUTURE STAGES IN SCHEMA D.PUBLIC"
EXTRA = {"R": [MODIFY, FUTURE, ROLE]}


class Account:
    """Of role R alone; without the privileges of `keeps` each revocation works."""

    def __init__(self, *keeps: str) -> None:
        self.keeps = keeps
        self.asked: list[tuple[str, str]] = []
        self.role = ""
        self.now = [
            ("USAGE", "DATABASE", "D"),
            ("CREATE STAGE", "SCHEMA", "D.PUBLIC"),
            ("MODIFY", "DATABASE", "D"),
            ("USAGE", "ROLE", "OTHER"),
            ("OWNERSHIP", "SERVICE", "D.PUBLIC.S"),
            ("OWNERSHIP", "WAREHOUSE", "W"),
        ]
        self.future = [("READ", "STAGE", "D.PUBLIC.<STAGE>")]

    def rows(self, statement: str) -> list[Row]:
        self.asked.append((self.role, statement))
        if statement.startswith("REVOKE"):
            return self._revoke(statement.removeprefix("REVOKE ").removesuffix(' FROM ROLE "R"'))
        if not statement.endswith('"R"'):
            return []
        rows = self.future if "FUTURE" in statement else self.now
        return [{"privilege": it, "granted_on": kind, "grant_on": kind, "name": name} for it, kind, name in rows]

    def _revoke(self, text: str) -> list[Row]:
        if text.startswith(self.keeps):
            raise StatementError(3001, "not yours")
        self.now = [it for it in self.now if it[0] != text.partition(" ")[0] and f"ROLE {it[2]}" != text]
        self.future = [] if "FUTURE" in text else self.future
        return []

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    def opened(self, role: str) -> Account:
        self.role = role
        return self

    @property
    def revoked(self) -> list[str]:
        return [statement for _, statement in self.asked if statement.startswith("REVOKE")]


def provider(account: Account, monkeypatch: pytest.MonkeyPatch) -> ExtraGrantsProvider:
    made = ExtraGrantsProvider()
    monkeypatch.setattr(made, "session", account.opened)
    return made


def test_create_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    assert provider(account, monkeypatch).create(PROPS).outs == {**PROPS, "extra": {}}
    assert account.asked == []


def test_read_finds_what_the_stack_does_not_grant_and_names_what_is_owned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = Account()
    found = provider(account, monkeypatch).read("grants", PROPS).outs or {}
    assert found["extra"] == EXTRA
    assert len(account.asked) == 4
    assert capsys.readouterr().out == "warning: role R owns what is not of this stack, and keeps it: WAREHOUSE W\n"


def test_all_who_make_the_stack_look(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    provider(account, monkeypatch).read("grants", {**PROPS, "by": ["MAKER", "KEEPER"]})
    assert {role for role, _ in account.asked} == {"MAKER", "KEEPER"}


def test_diff_says_what_is_to_be_revoked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = provider(Account(), monkeypatch)
    assert made.diff("grants", {**PROPS, "extra": EXTRA}, PROPS).changes
    said = capsys.readouterr().out
    assert f"role R has what the stack does not grant, up revokes what it may: {MODIFY}; {FUTURE}" in said
    assert not made.diff("grants", {**PROPS, "extra": {}}, PROPS).changes
    assert capsys.readouterr().out == ""


def test_update_revokes_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    account = Account()
    updated = provider(account, monkeypatch).update("grants", {**PROPS, "extra": EXTRA}, PROPS)
    assert updated.outs == {**PROPS, "extra": {}}
    assert account.revoked == [f'REVOKE {text} FROM ROLE "R"' for text in EXTRA["R"]]
    assert capsys.readouterr().out == ""


def test_what_may_not_be_revoked_stays_seen_and_is_an_administrators(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = provider(Account("MODIFY"), monkeypatch)
    updated = made.update("grants", {**PROPS, "extra": EXTRA}, PROPS).outs or {}
    assert updated["extra"] == {"R": [MODIFY]}
    assert capsys.readouterr().out == (
        f'MAKER may not revoke all that role R has: an administrator has to run REVOKE {MODIFY} FROM ROLE "R"\n'
    )
    assert made.diff("grants", updated, PROPS).changes


def test_what_the_stack_has_come_to_grant_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    olds = {**PROPS, "extra": {"R": [MODIFY], "GONE": [ROLE]}}
    news = {**PROPS, "expected": {"R": [*EXPECTED["R"], MODIFY]}}
    made = provider(account, monkeypatch)
    assert made.diff("grants", olds, news).changes
    assert made.update("grants", olds, news).outs == {**news, "extra": {}}
    assert account.asked == []


def test_what_is_not_known_yet_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    made, news = provider(Account(), monkeypatch), {**PROPS, "expected": UNKNOWN}
    assert not made.diff("grants", {**PROPS, "extra": {}}, news).changes
    assert made.diff("grants", {**PROPS, "extra": EXTRA}, news).changes


def test_report_sees_it_and_leaves_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    account, props = Account(), {**PROPS, "policy": "report"}
    made = provider(account, monkeypatch)
    found = made.read("grants", props).outs or {}
    assert found["extra"] == EXTRA
    assert not made.diff("grants", found, props).changes
    assert f"role R has what the stack does not grant, it stays: {MODIFY}" in capsys.readouterr().out
    assert made.update("grants", {**found, "policy": "revoke"}, props).outs == found
    assert account.revoked == []


def test_keep_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    account, props = Account(), {**PROPS, "policy": "keep"}
    made = provider(account, monkeypatch)
    assert (made.read("grants", {**props, "extra": EXTRA}).outs or {})["extra"] == {}
    assert made.update("grants", {**PROPS, "extra": EXTRA}, props).outs == {**props, "extra": {}}
    assert account.asked == []


def test_the_program_expects_what_it_grants_to_its_own_roles(program: Program) -> None:
    made = program(extraGrants="report", ownerRole={"name": "THEIRS", "existing": True}).only(":ExtraGrants").inputs
    assert set(made["expected"]) == {"MILVUS_ROLE", "JUPYTER_OWNER_ROLE"}
    assert {key: made[key] for key in ("by", "place", "policy")} == {
        "by": ["DEPLOYER_ROLE"],
        "place": "MILVUS_DEMO.PUBLIC",
        "policy": "report",
    }


def test_the_program_expects_what_is_meant(program: Program) -> None:
    kept = {"JUPYTER_OWNER_ROLE": ['SELECT ON TABLE SALES."PUBLIC".ORDERS', "ROLE READERS"]}
    expected = program(keptGrants=kept).only(":ExtraGrants").inputs["expected"]
    assert {"SELECT ON TABLE SALES.PUBLIC.ORDERS", "ROLE READERS"} < set(expected["JUPYTER_OWNER_ROLE"])
    assert "ROLE READERS" not in expected["MILVUS_ROLE"]


def test_the_program_asks_nothing_about_roles_of_others(program: Program) -> None:
    assert program(**EVERYTHING_EXISTS).of_type(":ExtraGrants") == {}
