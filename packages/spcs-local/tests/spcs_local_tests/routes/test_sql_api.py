"""The SQL API, by HTTP as its documentation has it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local_tests.key_pairs import KeyPair
from spcs_local_tests.running import RunningAccount, run


@pytest.fixture(scope="module")
def api(shared: RunningAccount) -> Iterator[httpx.Client]:
    """A client with a key pair's token of the user API, who holds SYSADMIN."""
    key = KeyPair("API")
    run(
        shared.connect(),
        f"CREATE USER API RSA_PUBLIC_KEY = '{key.public}' DEFAULT_ROLE = SYSADMIN",
        "GRANT ROLE SYSADMIN TO USER API",
        "CREATE DATABASE API_D",
        "CREATE WAREHOUSE API_W",
        "GRANT USAGE ON DATABASE API_D TO ROLE SYSADMIN",
        "GRANT USAGE ON WAREHOUSE API_W TO ROLE SYSADMIN",
        "GRANT USAGE ON SCHEMA API_D.PUBLIC TO ROLE SYSADMIN",
    )
    headers = {
        "Authorization": f"Bearer {key.token(3600)}",
        "X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT",
    }
    with httpx.Client(base_url=shared.url, headers=headers, timeout=PATIENCE, trust_env=False) as client:
        yield client


def submit(api: httpx.Client, statement: str, query: str = "", **body: Any) -> httpx.Response:
    return api.post(f"/api/v2/statements{query}", json={"statement": statement, **body})


def data(answer: httpx.Response) -> Any:
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()["data"]


def test_statement_is_answered_with_its_rows(api: httpx.Client) -> None:
    answer = submit(api, "SELECT 1 AS A, 'x' AS B, TRUE AS C, NULL AS D")
    assert data(answer) == [["1", "x", "true", None]]
    assert data(api.post("/api/v2/statements/", json={"statement": "SELECT 1"})) == [["1"]]
    told = answer.json()
    assert (told["code"], told["sqlState"]) == ("090001", "00000")
    meta = told["resultSetMetaData"]
    assert (meta["numRows"], meta["format"], len(meta["partitionInfo"])) == (1, "jsonv2", 1)
    assert [(it["name"], it["type"]) for it in meta["rowType"]][:2] == [("A", "fixed"), ("B", "text")]
    again = api.get(told["statementStatusUrl"])
    assert (data(again), again.json()["statementHandle"]) == (data(answer), told["statementHandle"])
    assert api.get(told["statementStatusUrl"], params={"partition": 0}).json() == {"data": data(answer)}
    assert api.get(told["statementStatusUrl"], params={"partition": 1}).status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert data(submit(api, "SELECT NULL AS D", "?nullable=false")) == [["null"]]


def test_statement_has_bindings_parameters_and_a_place(api: httpx.Client) -> None:
    bindings = {"1": {"type": "FIXED", "value": "7"}, "2": {"type": "TEXT", "value": "it's"}}
    assert data(submit(api, "SELECT ? AS A, ? AS B", bindings=bindings)) == [["7", "it's"]]
    place = {"database": "API_D", "schema": "PUBLIC", "warehouse": "API_W", "role": "SYSADMIN"}
    functions = "CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_WAREHOUSE(), CURRENT_ROLE()"
    assert data(submit(api, f"SELECT {functions}", **place)) == [["API_D", "PUBLIC", "API_W", "SYSADMIN"]]
    tagged = submit(api, "SHOW PARAMETERS LIKE 'QUERY_TAG'", parameters={"query_tag": "mine"})
    assert data(tagged)[0][1] == "mine"
    assert submit(api, "SELECT 1", database="NOWHERE").status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert submit(api, "SELECT 1", role="NOBODY").status_code == httpx.codes.UNAUTHORIZED


def test_binding_is_of_its_type_wherever_it_stands(api: httpx.Client) -> None:
    for kind, values in {
        "BOOLEAN": ("maybe", ""),
        "FIXED": ("1e3", "\u0661"),
        "REAL": ("1_0", "none"),
        "BINARY": ("a b", "abc"),
        "DATE": ("9" * 20, "2020-01-01"),
        "TIME": ("-1", "86400000000000"),
        "TIMESTAMP_NTZ": ("9" * 22,),
        "TIMESTAMP_LTZ": ("now",),
        "TIMESTAMP_TZ": ("0 4000", "0 1440 1"),
        "WORD": ("x",),
    }.items():
        for value in values:
            bindings = {"1": {"type": kind, "value": value}}
            for statement in ("SELECT ?", "DROP ROLE IDENTIFIER(?)", "CREATE ROLE NEVER COMMENT = ?"):
                told = submit(api, statement, bindings=bindings).json()
                assert told["code"] == "001008", (kind, value, statement)


def test_bindings_of_every_type_are_taken(api: httpx.Client) -> None:
    for kind, (value, told) in {
        "BOOLEAN": ("TRUE", "true"),
        "FIXED": ("-1.50", "-1.50"),
        "REAL": ("1.5e2", "150.0"),
        "BINARY": ("0aFF", "0AFF"),
        "DATE": ("86400000", "1"),
        "TIME": ("1000000001", "1.000000001"),
        "TIMESTAMP_NTZ": ("-1", "-0.000000001"),
        "TIMESTAMP_TZ": ("0 1500", "0.000000000 1500"),
        "text": ("x", "x"),
    }.items():
        assert data(submit(api, "SELECT ?", bindings={"1": {"type": kind, "value": value}})) == [[told]], kind


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", {"timeout": -1}),
        ("", {"timeout": 604801}),
        ("", {"timeout": "soon"}),
        ("", {"timeout": True}),
        ("", {"parameters": {"MULTI_STATEMENT_COUNT": -1}}),
        ("", {"parameters": {"query_tag": {"a": "b"}}}),
        ("", {"parameters": {"week_start": 8}}),
        ("", {"parameters": {"autocommit": "perhaps"}}),
        ("", {"database": ["API_D"]}),
        ("", {"role": {"a": 1}}),
        ("?async=perhaps", {}),
        ("?nullable=1", {}),
        ("?requestId=once", {}),
        ("?retry=yes", {}),
    ],
    ids=str,
)
def test_parameter_out_of_bounds_is_refused(api: httpx.Client, query: str, body: dict[str, Any]) -> None:
    refused = submit(api, "SELECT 1", query, **body)
    assert refused.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY), refused.text


def test_each_statement_has_a_session_of_its_own(api: httpx.Client) -> None:
    data(submit(api, "USE DATABASE API_D"))
    assert data(submit(api, "SELECT CURRENT_DATABASE()")) == [[None]]


def test_several_statements_have_a_handle_each(api: httpx.Client) -> None:
    answer = submit(api, "USE DATABASE API_D; SELECT CURRENT_DATABASE()", parameters={"MULTI_STATEMENT_COUNT": "2"})
    assert data(answer) == [["Multiple statements executed successfully."]]
    _, last = answer.json()["statementHandles"]
    assert data(api.get(f"/api/v2/statements/{last}")) == [["API_D"]]
    refused = submit(api, "SELECT 1; SELECT 2")
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNPROCESSABLE_ENTITY, "000008")


def test_statement_that_fails_says_why_then_and_later(api: httpx.Client) -> None:
    refused = submit(api, "DROP ROLE NOBODY")
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNPROCESSABLE_ENTITY, "002003")
    later = api.get(f"/api/v2/statements/{refused.json()['statementHandle']}")
    assert (later.status_code, later.json()["sqlState"]) == (httpx.codes.UNPROCESSABLE_ENTITY, "02000")


def test_statement_goes_on_by_itself_and_is_canceled(api: httpx.Client) -> None:
    begun = submit(api, "SELECT SYSTEM$WAIT(600)", "?async=true")
    assert (begun.status_code, begun.json()["code"]) == (httpx.codes.ACCEPTED, "333334")
    address = begun.json()["statementStatusUrl"]
    assert api.get(address).status_code == httpx.codes.ACCEPTED
    assert api.post(f"{address}/cancel").json()["message"] == "successfully canceled"
    until(lambda: api.get(address).status_code != httpx.codes.ACCEPTED)
    assert api.get(address).json()["code"] == "000604"
    timed = submit(api, "SELECT SYSTEM$WAIT(600)", timeout=1)
    assert timed.json()["code"] == "000630"


def test_request_that_is_sent_again_is_run_once(api: httpx.Client) -> None:
    query = f"?requestId={uuid.uuid4()}"
    first = submit(api, "CREATE ROLE ONCE", query)
    again = submit(api, "CREATE ROLE ONCE", f"{query}&retry=true")
    assert first.json()["statementHandle"] == again.json()["statementHandle"]


def test_request_without_right_is_refused_in_json(api: httpx.Client, shared: RunningAccount) -> None:
    nobody = httpx.post(
        f"{shared.url}/api/v2/statements", json={"statement": "SELECT 1"}, timeout=PATIENCE, trust_env=False
    )
    assert (nobody.status_code, nobody.json()["code"]) == (httpx.codes.UNAUTHORIZED, "390111")
    assert api.post("/api/v2/statements", json={}).json()["code"] == "390000"
    handle = uuid.uuid4()
    assert api.get(f"/api/v2/statements/{handle}").status_code == httpx.codes.NOT_FOUND
    assert api.post(f"/api/v2/statements/{handle}/cancel").status_code == httpx.codes.NOT_FOUND


def test_result_is_for_its_own_user(api: httpx.Client, shared: RunningAccount) -> None:
    handle = submit(api, "SELECT 'mine'").json()["statementHandle"]
    login = {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": shared.password}}
    token = httpx.post(f"{shared.url}/session/v1/login-request", json=login, timeout=PATIENCE, trust_env=False).json()
    header = {"Authorization": f'Snowflake Token="{token["data"]["token"]}"'}
    assert api.get(f"/api/v2/statements/{handle}", headers=header).status_code == httpx.codes.NOT_FOUND
