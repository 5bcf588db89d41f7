"""A service role that is granted: what its provider sends, finds and compares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.service_role import ServiceRoleProvider
from components.session import DOES_NOT_EXIST, Row, StatementError

PROPS: dict[str, Any] = {
    "service_id": '"D"."S"."NOTES"',
    "database": "D",
    "schema": "S",
    "service": "NOTES",
    "created_on": "monday",
    "grantee": "READERS",
    "role": "OWNER",
}
SERVICE_ROLE = '"D"."S"."NOTES"!ALL_ENDPOINTS_USAGE'
GRANT = f'GRANT SERVICE ROLE {SERVICE_ROLE} TO ROLE "READERS"'
REVOKE = f'REVOKE SERVICE ROLE {SERVICE_ROLE} FROM ROLE "READERS"'


@dataclass
class Account:
    """What the service role is granted to, or the number of the error that each statement ends in."""

    granted: list[tuple[str, str]] = field(default_factory=list)
    refuses: int | None = None
    statements: list[str] = field(default_factory=list)
    role: str = ""

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if self.refuses is not None:
            raise StatementError(self.refuses, "refused")
        return [{"granted_to": kind, "grantee_name": name} for kind, name in self.granted]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    def opened(self, role: str) -> Account:
        self.role = role
        return self


def provider(account: Account, monkeypatch: pytest.MonkeyPatch) -> ServiceRoleProvider:
    made = ServiceRoleProvider()
    monkeypatch.setattr(made, "session", account.opened)
    return made


def test_create_grants_as_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    made = provider(account, monkeypatch).create(PROPS)
    assert (account.role, account.statements) == ("OWNER", [GRANT])
    assert (made.id, made.outs) == (f"{SERVICE_ROLE}|READERS", PROPS)


def test_read_finds_what_is_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account([("ROLE", "OTHERS"), ("ROLE", "READERS")])
    found = provider(account, monkeypatch).read("id", PROPS)
    assert (found.id, found.outs) == ("id", PROPS)
    assert account.statements == [f"SHOW GRANTS OF SERVICE ROLE {SERVICE_ROLE}"]


@pytest.mark.parametrize(
    "account",
    [
        Account(),
        Account([("ROLE", "OTHERS")]),
        Account([("DATABASE_ROLE", "READERS")]),
        Account(refuses=DOES_NOT_EXIST),
    ],
    ids=["revoked", "others alone", "a database's role", "service dropped"],
)
def test_read_finds_it_gone(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(account, monkeypatch).read("id", PROPS).id == ""


@pytest.mark.parametrize("call", ["read", "delete"])
def test_another_error_is_no_answer(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatementError, match="refused"):
        getattr(provider(Account(refuses=3001), monkeypatch), call)("id", PROPS)


@pytest.mark.parametrize("refuses", [None, DOES_NOT_EXIST])
def test_delete_revokes_what_may_have_gone_with_its_service(
    refuses: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account(refuses=refuses)
    provider(account, monkeypatch).delete("id", PROPS)
    assert account.statements == [REVOKE]


def test_the_same_again_is_no_change() -> None:
    assert not ServiceRoleProvider().diff("id", PROPS, dict(PROPS)).changes


def test_a_service_that_is_altered_is_no_other_one() -> None:
    assert not ServiceRoleProvider().diff("id", PROPS, {**PROPS, "created_on": UNKNOWN}).changes


def test_a_service_of_the_old_name_and_id_is_granted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    account, news = Account(), {**PROPS, "created_on": "tuesday"}
    diff = ServiceRoleProvider().diff("id", PROPS, news)
    assert (diff.changes, diff.replaces) == (True, [])
    assert provider(account, monkeypatch).update("id", PROPS, news).outs == news
    assert account.statements == [GRANT]


@pytest.mark.parametrize("key", ["service_id", "service", "grantee"])
def test_another_service_or_grantee_is_another_grant(key: str) -> None:
    diff = ServiceRoleProvider().diff("id", PROPS, {**PROPS, key: UNKNOWN})
    assert (diff.changes, diff.replaces, diff.delete_before_replace) == (True, [key], True)
