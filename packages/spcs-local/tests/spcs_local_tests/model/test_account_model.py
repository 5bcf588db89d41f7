"""What registry and ingress ask the account."""

from __future__ import annotations

from spcs_local_tests.running import Connect, RunningAccount, run


def test_account_answers_for_registry_and_ingress(account: RunningAccount, as_user: Connect) -> None:
    del as_user
    run(account.connect(), "CREATE IMAGE REPOSITORY D.PUBLIC.I", "GRANT READ ON IMAGE REPOSITORY D.PUBLIC.I TO ROLE R")
    principal = account.account.model.authenticate_password("u", "secret")
    held = [
        account.account.model.has_privilege(principal, privilege, "IMAGE REPOSITORY", name)
        for privilege, name in (("READ", "D.PUBLIC.I"), ("WRITE", "d.public.i"), ("READ", "D.PUBLIC.NOPE"))
    ]
    assert (principal.role, held) == ("R", [True, False, False])
    assert account.account.model.roles_of(account.account.model.principal_of(principal.holder)) == {"R", "PUBLIC"}
