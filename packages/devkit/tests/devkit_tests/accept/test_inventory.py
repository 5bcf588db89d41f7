"""What was there, what is left, what is gone."""

from devkit.accept.inventory import GRANTS, Inventory, Thing

ROLE: dict[str, object] = {"name": "SOMEBODY", "owner": "ADMIN", "comment": "ours"}


def inventory(*roles: dict[str, object], stages: tuple[str, ...] = ()) -> Inventory:
    grant = {"privilege": "CREATE ROLE", "granted_to": "ROLE", "grantee_name": "P_R"}
    made = [{"name": it, "database_name": "P_DEMO", "schema_name": "PUBLIC"} for it in stages]
    return Inventory.of({"ROLES": roles, "STAGES IN ACCOUNT": made, GRANTS: [grant] if stages else []})


def test_what_bears_the_prefix_is_found_wherever_it_stands() -> None:
    found = inventory(ROLE, stages=("DATA",)).under("P_")
    assert [str(it) for it in found] == ["stages: P_DEMO.PUBLIC.DATA", "grants on account: CREATE ROLE.ROLE.P_R"]


def test_what_is_gone_or_of_another_owner_is_lost() -> None:
    before = inventory(ROLE)
    assert before.lost(before) == []
    assert before.lost(inventory()) == before.lost(inventory({**ROLE, "owner": "P_R"})) == [Thing("ROLES", "SOMEBODY")]


def test_what_others_have_made_meanwhile_is_not_lost() -> None:
    assert inventory(ROLE).lost(inventory(ROLE, {"name": "NEW"})) == []
