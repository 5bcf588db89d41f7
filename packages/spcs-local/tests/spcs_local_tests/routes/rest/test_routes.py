"""The REST API's part that is there: what it makes, shows and refuses, and that SQL's rules are its rules."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import httpx
import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import PATIENCE, until
from spcs_local.budget import Budget
from spcs_local_tests.bare_http import sign_in
from spcs_local_tests.running import RunningAccount, rows, run

SPECIFICATION = "spec: {containers: [{name: main, image: /d/public/repo/image:1}]}"
SERVICE = (
    "CREATE ROLE OWNER",
    "GRANT ROLE OWNER TO USER U",
    "GRANT ROLE OWNER TO USER ADMIN",
    "GRANT CREATE DATABASE, CREATE COMPUTE POOL ON ACCOUNT TO ROLE OWNER",
    "USE ROLE OWNER",
    "CREATE DATABASE D",
    "CREATE IMAGE REPOSITORY REPO",
    "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S",
    f"CREATE SERVICE SVC IN COMPUTE POOL P FROM SPECIFICATION $${SPECIFICATION}$$",
)


@pytest.fixture
def rest(account: RunningAccount) -> Iterator[httpx.Client]:
    """A client with the session of a role that may create databases."""
    admin = account.connect()
    run(admin, "CREATE ROLE MAKER", "GRANT ROLE MAKER TO USER ADMIN")
    run(admin, "GRANT CREATE DATABASE, CREATE COMPUTE POOL ON ACCOUNT TO ROLE MAKER")
    login = {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": account.password}}
    with httpx.Client(base_url=account.url, timeout=PATIENCE, trust_env=False) as client:
        signed_in = client.post("/session/v1/login-request", params={"roleName": "MAKER"}, json=login).json()
        client.headers["Authorization"] = f'Snowflake Token="{signed_in["data"]["token"]}"'
        client.post("/queries/v1/query-request", json={"sqlText": "USE SECONDARY ROLES NONE"})
        yield client


def make(rest: httpx.Client, path: str, **definition: Any) -> str:
    answer = rest.post(f"/api/v2/{path}", json=definition)
    assert answer.status_code == httpx.codes.OK, answer.text
    return str(answer.json()["status"])


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error_code"]


def test_create_makes_each_kind(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    assert make(rest, "databases", name="d", comment="it's") == "Database D successfully created."
    make(rest, "compute-pools/", name="p", min_nodes=1, max_nodes=2, instance_family="CPU_X64_S", auto_resume=False)
    make(rest, "databases/d/schemas", name='"low er"')
    make(rest, "databases/d/schemas/public/stages", name="s", directory_table={"enable": True})
    make(rest, "databases/d/schemas/public/image-repositories", name="repo")
    make(rest, "databases/d/schemas/public/network-rules", name="r", type="HOST_PORT", mode="EGRESS", value_list=["a"])
    assert rows(admin, "SHOW DATABASES LIKE 'D'")[0]["comment"] == "it's"
    assert rows(admin, "SHOW COMPUTE POOLS")[0]["auto_resume"] == "false"
    assert {row["name"] for row in rows(admin, "SHOW SCHEMAS IN DATABASE D")} >= {"low er"}
    assert rows(admin, "SHOW STAGES IN ACCOUNT")[0]["directory_enabled"] == "Y"
    assert [row["name"] for row in rows(admin, "SHOW IMAGE REPOSITORIES IN ACCOUNT")] == ["REPO"]
    assert [row["name"] for row in rows(admin, "SHOW NETWORK RULES IN ACCOUNT")] == ["R"]


def test_create_service_takes_pool_and_specification(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    make(rest, "databases", name="d")
    make(rest, "databases/d/schemas/public/image-repositories", name="repo")
    make(rest, "compute-pools", name="p", min_nodes=1, max_nodes=1, instance_family="CPU_X64_S")
    spec = {"spec_type": "from_inline", "spec_text": SPECIFICATION}
    made = make(rest, "databases/d/schemas/public/services", name="svc", compute_pool="p", spec=spec, comment="$$ '")
    assert made == "Service SVC successfully created."
    assert rows(admin, "SHOW SERVICES IN ACCOUNT")[0]["comment"] == "$$ '"


def test_create_account_objects_needs_the_privileges_of_sql(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    for path, definition in (
        ("roles", {"name": "r"}),
        ("users", {"name": "u"}),
        ("warehouses", {"name": "w"}),
    ):
        assert refusal(rest.post(f"/api/v2/{path}", json=definition)) == (httpx.codes.UNAUTHORIZED, "003001")
    assert rows(admin, "SHOW WAREHOUSES") == []


def test_create_again_follows_the_mode(rest: httpx.Client) -> None:
    make(rest, "databases", name="d")
    assert refusal(rest.post("/api/v2/databases", json={"name": "d"})) == (httpx.codes.CONFLICT, "002002")
    assert make(rest, "databases?createMode=ifNotExists", name="d") == "D already exists, statement succeeded."
    assert make(rest, "databases?createMode=orReplace", name="d") == "Database D successfully created."
    refused = rest.post("/api/v2/databases?createMode=perhaps", json={"name": "d"})
    assert refusal(refused) == (httpx.codes.BAD_REQUEST, "001008")


def test_create_leaves_the_client_where_it_was(rest: httpx.Client) -> None:
    make(rest, "databases", name="d")
    body = {"sqlText": "SELECT CURRENT_DATABASE()"}
    answer = rest.post("/queries/v1/query-request", json=body).json()
    assert answer["data"]["rowset"] == [[None]]


def test_list_and_fetch_show_what_the_role_may_see(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    make(rest, "databases", name="a_b")
    make(rest, "databases", name="axb")
    run(admin, "CREATE DATABASE HIDDEN")
    assert [row["name"] for row in rest.get("/api/v2/databases/").json()] == ["AXB", "A_B"]
    fetched = rest.get("/api/v2/databases/a_b").json()
    assert (fetched["name"], fetched["created_on"][-6:]) == ("A_B", "+00:00")
    assert refusal(rest.get("/api/v2/databases/hidden")) == (httpx.codes.NOT_FOUND, "002003")
    assert refusal(rest.get("/api/v2/databases/hidden/schemas")) == (httpx.codes.NOT_FOUND, "002043")


def test_delete_drops(rest: httpx.Client) -> None:
    make(rest, "databases", name="d")
    assert rest.delete("/api/v2/databases/d").json() == {"status": "D successfully dropped."}
    assert refusal(rest.delete("/api/v2/databases/d")) == (httpx.codes.NOT_FOUND, "002003")
    assert rest.delete("/api/v2/databases/d?ifExists=true").status_code == httpx.codes.OK


def test_create_of_a_wrong_definition_is_a_bad_request(rest: httpx.Client) -> None:
    for definition in (
        {},
        {"name": "a.b"},
        {"name": "d", "colour": "red"},
        {"name": "d", "comment = 'x' data_retention_time_in_days": 1},
        {"name": "d", "comment": {"a": "b"}},
    ):
        answer = rest.post("/api/v2/databases", json=definition)
        assert answer.status_code == httpx.codes.BAD_REQUEST, definition
    assert rest.get("/api/v2/databases").json() == []


def test_request_of_what_is_not_there_is_not_found(rest: httpx.Client) -> None:
    for path in ("", "stages", "databases/d/services"):
        assert rest.get(f"/api/v2/{path}/").status_code == httpx.codes.NOT_FOUND, path


def test_request_of_what_is_not_supported_says_so(rest: httpx.Client) -> None:
    make(rest, "databases", name="d")
    assert refusal(rest.get("/api/v2/databases?history=true")) == (httpx.codes.BAD_REQUEST, "990001")
    assert refusal(rest.post("/api/v2/databases/d:undrop")) == (httpx.codes.BAD_REQUEST, "990001")
    for path in ("tables", "dynamic-tables/t", "databases/d/tables", "databases/d/schemas/public/tasks/t"):
        refused = rest.get(f"/api/v2/{path}/")
        # the snow CLI looks whether a resource is there: what is not 404 is
        assert refusal(refused) == (httpx.codes.NOT_FOUND, "990001"), path
        assert re.search("tables|tasks", refused.json()["message"]), path
    assert refusal(rest.delete("/api/v2/databases")) == (httpx.codes.METHOD_NOT_ALLOWED, "000405")


def test_request_without_session_is_unauthorized(account: RunningAccount) -> None:
    answer = httpx.get(f"{account.url}/api/v2/databases", timeout=PATIENCE, trust_env=False)
    assert refusal(answer) == (httpx.codes.UNAUTHORIZED, "390111")


def told(rest: httpx.Client, verb: str, path: str, **definition: Any) -> Any:
    answer = rest.request(verb, f"/api/v2/{path}", json=definition or None)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()


def test_objects_are_put_and_told_by_their_paths(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    make(rest, "databases", name="d")
    public = "databases/d/schemas/public"
    make(rest, f"{public}/stages", name="s")
    make(rest, f"{public}/image-repositories", name="i")
    rule = {"name": "n", "type": "HOST_PORT", "mode": "EGRESS", "value_list": ["example.com"]}
    make(rest, f"{public}/network-rules", **rule)
    told(rest, "PUT", f"{public}/stages/s", name="s", comment="c")
    told(rest, "PUT", f"{public}/image-repositories/i", name="i", comment="c")
    told(rest, "PUT", f"{public}/network-rules/n", **rule, comment="c")
    assert [row["name"] for row in told(rest, "GET", f"{public}/network-rules")] == ["N"]
    assert told(rest, "GET", f"{public}/network-rules/n")["comment"] == "c"
    told(rest, "DELETE", f"{public}/network-rules/n")
    assert {row["comment"] for kind in ("STAGES", "IMAGE REPOSITORIES") for row in rows(admin, f"SHOW {kind}")} == {"c"}
    assert rows(admin, "SHOW NETWORK RULES IN ACCOUNT") == []


def test_definition_says_what_its_path_says(rest: httpx.Client, admin: SnowflakeConnection) -> None:
    make(rest, "databases", name="d")
    wrong: dict[str, dict[str, Any]] = {
        "databases/d": {"name": "other", "comment": "x"},
        "databases/new": {"name": "other"},
        "databases/d/schemas/s": {"database_name": "other"},
        "databases/d/schemas/public/stages/s": {"schema_name": "other"},
    }
    for path, definition in wrong.items():
        assert refusal(rest.put(f"/api/v2/{path}", json=definition)) == (httpx.codes.BAD_REQUEST, "001008"), path
    assert [row["comment"] for row in rows(admin, "SHOW DATABASES") if row["name"] in ("D", "NEW", "OTHER")] == [""]
    told(rest, "PUT", "databases/d/schemas/s", name='"S"', database_name="d")


def test_values_of_a_request_are_within_the_bounds_of_sql(rest: httpx.Client) -> None:
    make(rest, "databases", name="d")
    pool = {"name": "p", "min_nodes": 1, "max_nodes": 1, "instance_family": "CPU_X64_S"}
    grant = {"securable_type": "DATABASE", "securable": {"name": "d"}, "privileges": ["USAGE"]}
    for value in (10**30, -1, 1.5, 1e30, "x", [1]):
        for path, definition in (
            ("databases/d", {"data_retention_time_in_days": value}),
            ("databases/d", {"retention_time": value}),
            ("databases/d", {"is_default": value}),
            ("databases/d/schemas/s", {"managed_access": value}),
            ("databases/d/schemas/s", {"max_data_extension_time_in_days": value}),
            ("compute-pools/p", pool | {"max_nodes": value}),
            ("compute-pools/p", pool | {"num_services": value}),
            ("compute-pools/p", pool | {"auto_suspend_secs": value}),
        ):
            refused = rest.put(f"/api/v2/{path}", json=definition)
            assert refusal(refused) == (httpx.codes.BAD_REQUEST, "001008"), (definition, refused.text)
        for path in (f"databases?showLimit={value}", f"roles/public/grants?showLimit={value}"):
            assert rest.get(f"/api/v2/{path}").status_code == httpx.codes.BAD_REQUEST, path
        assert rest.delete(f"/api/v2/databases/d?ifExists={value}").status_code == httpx.codes.BAD_REQUEST
        granted = rest.post("/api/v2/roles/public/grants", json=grant | {"grant_option": value})
        assert granted.status_code == httpx.codes.BAD_REQUEST


def test_requests_that_wait_hold_no_thread_and_are_bounded(
    spcs_local_factory: Callable[..., RunningAccount],
) -> None:
    account = spcs_local_factory(progression="manual", statementsPerUser=2)
    run(account.connect(), "CREATE USER U PASSWORD = 'secret'", *SERVICE)
    token = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    headers = {"Authorization": f'Snowflake Token="{token}"', "X-Snowflake-Role": "OWNER"}
    url = f"{account.url}/api/v2/databases/d/schemas/public/services/svc/status?timeout=600"
    under_way, told = account.account.model.under_way, list[int]()

    def ask() -> int:
        return httpx.get(url, headers=headers, timeout=PATIENCE, trust_env=False).status_code

    waiting = [threading.Thread(target=lambda: told.append(ask())) for _ in range(2)]
    for thread in waiting:
        thread.start()
    until(lambda: len(under_way) == len(waiting))
    assert ask() == httpx.codes.TOO_MANY_REQUESTS
    under_way.cancel_all()
    for thread in waiting:
        thread.join()
    assert told == [httpx.codes.BAD_REQUEST] * 2


def test_secondary_roles_of_a_user_are_all_or_none(rest: httpx.Client) -> None:
    rest.post("/queries/v1/query-request", json={"sqlText": "USE ROLE ACCOUNTADMIN"})
    for wrong in ({"a": 1}, "some", ["ALL"]):
        refused = rest.post("/api/v2/users", json={"name": "u", "default_secondary_roles": wrong})
        assert refusal(refused) == (httpx.codes.BAD_REQUEST, "001008"), wrong
    make(rest, "users", name="u", default_secondary_roles="none")


def test_bodies_of_a_user_leave_room_for_others(rest: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    owners, take = set[object](), Budget.take

    def noted(budget: Budget, owner: Hashable, size: int) -> bool:
        owners.add(owner)
        return take(budget, owner, size)

    monkeypatch.setattr(Budget, "take", noted)
    make(rest, "databases", name="d", comment="x" * 100_000)
    assert len(owners) == 1
    assert None not in owners


def test_roles_and_what_is_granted_to_them_have_paths(rest: httpx.Client) -> None:
    rest.post("/queries/v1/query-request", json={"sqlText": "USE ROLE ACCOUNTADMIN"})
    make(rest, "databases", name="d")
    make(rest, "roles", name="r")
    told(rest, "PUT", "roles/r", name="r", comment="c")
    assert told(rest, "GET", "roles/r")["comment"] == "c"
    assert told(rest, "GET", "roles/r/grants-of") == []
    for scope in ("all", "future"):
        path = f"grants/role/r/{scope}/schemas/database/d/privileges"
        told(rest, "POST", path, privileges=["USAGE"])
        told(rest, "DELETE", f"{path}/USAGE")
    assert told(rest, "GET", "roles/r/grants") == []


def test_pools_and_service_roles_have_more_paths(rest: httpx.Client) -> None:
    pool = {"name": "p", "min_nodes": 1, "max_nodes": 1, "instance_family": "CPU_X64_S"}
    make(rest, "compute-pools", **pool)
    assert "CPU_X64_S" in {row["name"] for row in told(rest, "GET", "compute-pools/instance-families")}
    make(rest, "databases", name="d")
    make(rest, "databases/d/schemas/public/image-repositories", name="repo")
    spec = {"spec_type": "from_inline", "spec_text": SPECIFICATION}
    services = "databases/d/schemas/public/services"
    make(rest, services, name="svc", compute_pool="p", spec=spec)
    assert told(rest, "GET", f"{services}/svc/roles/all_endpoints_usage/grants") == []
    told(rest, "POST", "compute-pools/p:stopallservices")
    assert told(rest, "GET", services) == []
