"""`snow object`: list, describe, drop, and create through the REST API."""

from __future__ import annotations

import pytest

from spcs_local_tests.clients.snow import Snow
from spcs_local_tests.running import RunningAccount, rows, run

KINDS = {
    "compute-pool": "POOL",
    "database": "D",
    "image-repository": "REPO",
    "role": "PUBLIC",
    "schema": "PUBLIC",
    "stage": "S",
    "user": "ADMIN",
    "warehouse": "W",
    "network-rule": "RULE",
    "external-access-integration": "EAI",
    "integration": "EAI",
}
NOT_DESCRIBED = ("image-repository",)


@pytest.fixture(scope="module")
def more_objects(shared: RunningAccount) -> None:
    """What the guide makes besides, seen by OWNER."""
    owner, admin = shared.connect(role="OWNER", database="D", schema="PUBLIC"), shared.connect()
    run(owner, "CREATE NETWORK RULE RULE TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('0.0.0.0:443')")
    run(admin, "CREATE EXTERNAL ACCESS INTEGRATION EAI ALLOWED_NETWORK_RULES = (D.PUBLIC.RULE) ENABLED = TRUE")
    run(admin, "CREATE WAREHOUSE W")
    run(admin, "GRANT USAGE ON WAREHOUSE W TO ROLE OWNER", "GRANT USAGE ON INTEGRATION EAI TO ROLE OWNER")


@pytest.mark.usefixtures("more_objects")
@pytest.mark.parametrize("kind", KINDS)
def test_object_lists_and_describes_each_kind(snow: Snow, kind: str) -> None:
    assert KINDS[kind] in {row["name"] for row in snow.answer(f"object list {kind}")}
    if kind not in NOT_DESCRIBED:
        assert snow.answer(f"object describe {kind}", KINDS[kind])


def test_object_list_filters(snow: Snow) -> None:
    assert [row["name"] for row in snow.answer("object list schema --in database D --like pub%")] == ["PUBLIC"]
    assert snow.answer("object list stage --in-account --like NOTHING") == []


@pytest.mark.parametrize(
    ("kind", "attributes", "made"),
    [
        ("database", ["name=made", "comment=it's"], "Database MADE successfully created."),
        ("schema", ["name=made"], "Schema MADE successfully created."),
        (
            "compute-pool",
            ["name=made", "min_nodes=1", "max_nodes=1", "instance_family=CPU_X64_S"],
            "Compute Pool MADE successfully created.",
        ),
        ("image-repository", ["name=made"], "Image Repository MADE successfully created."),
        ("stage", ["name=made"], "Stage area MADE successfully created."),
    ],
)
def test_object_create_and_drop(snow: Snow, kind: str, attributes: list[str], made: str) -> None:
    assert snow.answer(f"object create {kind}", *attributes) == {"message": made}
    assert snow.answer(f"object drop {kind} made") == [{"status": "MADE successfully dropped."}]


def test_object_create_follows_its_modes(snow: Snow) -> None:
    again = snow.run("object", "create", "stage", "name=s")
    assert again.code == 1
    assert "409 conflict" in again.errors
    assert snow.answer("object create stage name=s --if-not-exists") == {
        "message": "S already exists, statement succeeded."
    }
    assert (
        snow.answer("object create stage name=twice --replace")["message"] == "Stage area TWICE successfully created."
    )


def test_object_create_tells_why_not(snow: Snow) -> None:
    forbidden = snow.run("object", "create", "role", "name=r")
    wrong = snow.run("object", "create", "stage", "--json", '{"name": "x", "colour": "red"}')
    unknown = snow.run("object", "create", "table", "name=t")
    assert [done.code for done in (forbidden, wrong, unknown)] == [1, 1, 1]
    assert "401 unauthorized" in forbidden.errors
    assert "400 bad request" in wrong.errors
    assert "Create operation for type table is not supported. Try using" in unknown.errors


def test_object_create_service(snow: Snow, shared: RunningAccount) -> None:
    spec = "spec: {containers: [{name: main, image: /d/public/repo/image:1}]}"
    text = f'{{"name": "made", "compute_pool": "POOL", "spec": {{"spec_type": "from_inline", "spec_text": "{spec}"}}}}'
    assert snow.answer("object create service --json", text) == {"message": "Service MADE successfully created."}
    assert snow.answer("object describe service made")[0]["compute_pool"] == "POOL"
    assert snow.answer("object drop service made") == [{"status": "MADE successfully dropped."}]
    assert rows(shared.connect(role="OWNER"), "SHOW SERVICES LIKE 'MADE' IN ACCOUNT") == []
