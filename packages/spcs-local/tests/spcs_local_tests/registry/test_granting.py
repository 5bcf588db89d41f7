"""What a token is good for after what it was given for has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from spcs_local.account import Account
from spcs_local.model.principal import Principal
from spcs_local.registry import authority as module
from spcs_local.registry.authority import Access, Authority
from spcs_local.registry.granting import granted, pass_now
from spcs_local.registry.port import PULL_USER
from spcs_local_tests.administrator import USER_PASSWORD, execute

REPOSITORY = "IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO"
PATH = "milvus_demo/public/milvus_repo/milvus"
BOTH = [Access("repository", PATH, ("pull", "push"))]
Actions = Callable[[str], tuple[str, ...] | None]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.open(tmp_path)


@pytest.fixture
def writing(real_account: Account) -> Account:
    """The guide's user may push, by a role that is not their default one."""
    execute(
        real_account,
        "USE ROLE SECURITYADMIN; CREATE ROLE HIGH; GRANT ROLE HIGH TO USER MILVUS_USER; GRANT ROLE MILVUS_ROLE TO ROLE"
        f" HIGH; USE ROLE SYSADMIN; GRANT WRITE ON {REPOSITORY} TO ROLE HIGH",
    )
    return real_account


@pytest.fixture
def actions(real_account: Account, authority: Authority) -> Actions:
    """What a token still allows; None if it is none any more."""

    def found(token: str) -> tuple[str, ...] | None:
        admitted = pass_now(real_account.model, authority, token)
        if admitted is None:
            return None
        claims = jwt.decode(admitted.token, options={"verify_signature": False})
        allowed = tuple(action for entry in claims["access"] for action in entry["actions"])
        assert admitted.pushes == ("push" in allowed)
        return allowed

    return found


def by_password(account: Account) -> Principal:
    return account.model.authenticate_password("MILVUS_USER", USER_PASSWORD)


def by_session(account: Account, role: str) -> Principal:
    """In a session that has taken a role and no other."""
    holder = by_password(account).holder
    session = account.model.identity.session(holder, role)
    session.secondary = "NONE"
    return account.model.authenticate_token(account.model.sessions.open(session).session_token)


def by_access_token(account: Account, role: str) -> Principal:
    """By one that is restricted to a role."""
    model = account.model
    restriction = next(found.id for found in model.objects.list("ROLE") if found.name == role)
    made = model.sign_in.access_tokens.make(by_password(account).holder.id, role, restriction, 1)
    return model.authenticate_password("MILVUS_USER", made)


def issued(account: Account, authority: Authority, principal: Principal) -> str:
    """A token as the token route makes it."""
    return authority.issue("MILVUS_USER", granted(account.model, principal, BOTH), principal)


def test_session_keeps_the_role_that_it_has_taken(writing: Account, authority: Authority, actions: Actions) -> None:
    assert actions(issued(writing, authority, by_session(writing, "HIGH"))) == ("pull", "push")
    assert actions(issued(writing, authority, by_session(writing, "MILVUS_ROLE"))) == ()


def test_revoked_role_counts_no_more(writing: Account, authority: Authority, actions: Actions) -> None:
    free, session, restricted = (
        issued(writing, authority, principal)
        for principal in (by_password(writing), by_session(writing, "HIGH"), by_access_token(writing, "HIGH"))
    )
    assert [actions(token) for token in (free, session, restricted)] == [("pull", "push")] * 3
    execute(writing, "USE ROLE SECURITYADMIN; REVOKE ROLE HIGH FROM USER MILVUS_USER")
    assert [actions(token) for token in (free, session, restricted)] == [(), (), None]


def test_restricted_token_has_no_other_role(writing: Account, authority: Authority, actions: Actions) -> None:
    low = by_access_token(writing, "MILVUS_ROLE")
    assert granted(writing.model, low, BOTH) == []
    # were it given for more, it would be narrowed all the same
    assert actions(authority.issue("MILVUS_USER", BOTH, low)) == ()


def test_all_secondary_roles_are_those_that_are_held_now(
    writing: Account, authority: Authority, actions: Actions
) -> None:
    token = issued(writing, authority, by_password(writing))
    execute(
        writing,
        "USE ROLE SECURITYADMIN; CREATE ROLE NEXT; GRANT ROLE NEXT TO USER MILVUS_USER; GRANT ROLE MILVUS_ROLE TO ROLE"
        f" NEXT; USE ROLE SYSADMIN; GRANT WRITE ON {REPOSITORY} TO ROLE NEXT; USE ROLE SECURITYADMIN;"
        " REVOKE ROLE HIGH FROM USER MILVUS_USER",
    )
    assert actions(token) == ("pull", "push")


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (f"USE ROLE SYSADMIN; REVOKE WRITE ON {REPOSITORY} FROM ROLE HIGH", ()),
        (
            f"USE ROLE SYSADMIN; GRANT READ ON {REPOSITORY} TO ROLE HIGH; REVOKE WRITE ON {REPOSITORY} FROM ROLE HIGH",
            ("pull",),
        ),
        ("USE ROLE SYSADMIN; REVOKE USAGE ON SCHEMA MILVUS_DEMO.PUBLIC FROM ROLE MILVUS_ROLE", ()),
        ("USE ROLE SYSADMIN; ALTER DATABASE MILVUS_DEMO RENAME TO ELSEWHERE", ()),
        (f"USE ROLE SYSADMIN; DROP {REPOSITORY}", ()),
        (f"USE ROLE SYSADMIN; DROP {REPOSITORY}; CREATE {REPOSITORY}", ()),
        ("ALTER USER MILVUS_USER SET DISABLED = TRUE", None),
        ("DROP USER MILVUS_USER", None),
        ("DROP USER MILVUS_USER; CREATE USER MILVUS_USER; GRANT ROLE HIGH TO USER MILVUS_USER", None),
        ("ALTER USER MILVUS_USER RENAME TO SOMEBODY", ("pull", "push")),
        ("SELECT 1", ("pull", "push")),
    ],
)
def test_token_is_good_for_what_is_left(
    writing: Account, authority: Authority, actions: Actions, change: str, left: tuple[str, ...] | None
) -> None:
    token = issued(writing, authority, by_password(writing))
    execute(writing, change)
    assert actions(token) == left


def test_unchanged_token_is_passed_as_it_is(writing: Account, authority: Authority) -> None:
    principal = by_password(writing)
    token = issued(writing, authority, principal)
    admitted = pass_now(writing.model, authority, token)
    assert admitted is not None
    assert (admitted.token, admitted.holder, admitted.is_own) == (token, principal.holder.id, False)


def test_own_pulls_need_no_grants(writing: Account, authority: Authority) -> None:
    admitted = pass_now(writing.model, authority, authority.issue(PULL_USER, BOTH))
    assert admitted is not None
    assert admitted.is_own
    assert not admitted.pushes
    # what is nobody's is the account's own alone
    assert pass_now(writing.model, authority, authority.issue("ADMIN", BOTH)) is None


def test_what_is_forged_or_old_is_nobody_s(
    writing: Account, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    principal = by_password(writing)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    forged = issued(writing, Authority.open(elsewhere), principal)
    unsigned = jwt.encode(jwt.decode(forged, options={"verify_signature": False}), "", algorithm="none")
    monkeypatch.setattr(module, "LIFETIME_SECONDS", -module.ARRIVAL_SECONDS)
    for token in (forged, unsigned, "no token", "", issued(writing, authority, principal)):
        assert pass_now(writing.model, authority, token) is None
