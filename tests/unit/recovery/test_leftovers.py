"""Objects of the stack that its state does not have."""

from __future__ import annotations

from components.recovery.leftovers import KINDS, left_over
from tests.unit.recovery.states import COMMENT, PROVIDER, USER, Shown, row, state

STAGE = {**row("S"), "database_name": "D", "schema_name": "PUBLIC"}


def test_what_carries_the_comment_and_is_not_in_the_state_is_named_with_its_statement() -> None:
    shown = Shown(
        {
            "SHOW USERS": [row("U"), row("OTHER"), row("THEIRS", "Pulumi stack organization/p/dev-2")],
            "SHOW STAGES IN ACCOUNT": [STAGE],
            "SHOW INTEGRATIONS": [{"name": "I", "comment": COMMENT}],
            "SHOW GRANTS ON INTEGRATION I": [
                {"privilege": "USAGE", "grantee_name": "R"},
                {"privilege": "OWNERSHIP", "grantee_name": "MAKER"},
            ],
            "SHOW SERVICES": [{**STAGE, "name": "M"}],
        }
    )
    recorded = state(resources=(PROVIDER, {**USER, "id": "U"}))
    assert [str(it) for it in left_over(recorded, COMMENT, shown.account())] == [
        "service D.PUBLIC.M: DROP SERVICE D.PUBLIC.M FORCE as DEPLOYER_ROLE",
        "integration I: DROP INTEGRATION I as MAKER",
        "stage D.PUBLIC.S: DROP STAGE D.PUBLIC.S as DEPLOYER_ROLE",
        "user OTHER: DROP USER OTHER as DEPLOYER_ROLE",
    ]


def test_an_owner_that_the_roles_may_not_see_is_not_named() -> None:
    shown = Shown({"SHOW INTEGRATIONS": [{"name": "I", "comment": COMMENT}]}, refused=frozenset({"SHOW GRANTS"}))
    assert [str(it) for it in left_over(state(), COMMENT, shown.account())] == ["integration I: DROP INTEGRATION I"]


def test_every_kind_is_asked_for_with_all_roles() -> None:
    shown = Shown()
    assert list(left_over(state(), COMMENT, shown.account())) == []
    (first, *others) = [statement for _, statement in shown.asked]
    assert first == "USE SECONDARY ROLES ALL"
    assert len(others) == len(KINDS) == 12


def test_a_name_that_no_program_of_ours_gives_is_nobodys() -> None:
    shown = Shown({"SHOW ROLES": [row("lower case")]})
    assert list(left_over(state(), COMMENT, shown.account())) == []
