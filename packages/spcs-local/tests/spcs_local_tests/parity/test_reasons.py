"""A reason is true of what the account refuses, and stands for nothing that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from spcs_local.account import Account
from spcs_local.model.documented import PRIVILEGES, PROPERTIES
from spcs_local_tests.administrator import execute
from spcs_local_tests.bare_http import QUERY, post, session_token
from spcs_local_tests.parity import reasons, witnesses
from spcs_local_tests.parity.refusals import WORLD, refusals, written_out
from spcs_local_tests.parity.rows import Row
from spcs_local_tests.running import RunningAccount

REQUEST = "request:"
BODY = {"securable_type": "SCHEMA", "containing_scope": {"database": "DEMO"}, "privileges": ["USAGE"]}
STATES = {"990001": "0A000", "001003": "42000", "395018": "22023"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """One account with an object of each kind, that all is asked of."""
    with RunningAccount(tmp_path_factory.mktemp("refusals") / "home") as running:
        execute(running.account, ";".join(WORLD))
        yield running


def test_what_a_reason_is_of_is_refused_as_it_says(
    shared: RunningAccount, account: Account, rows: dict[str, Row]
) -> None:
    token = session_token(shared)
    otherwise = []
    for refusal in refusals(account):
        number = number_of(rows[refusal.key])
        answer = post(shared, QUERY, {"sqlText": refusal.statement}, token)
        said = (str(answer.get("code")).zfill(6), (answer.get("data") or {}).get("sqlState"))
        if said != (number, STATES[number]) or refusal.told not in answer["message"]:
            otherwise.append(f"{refusal.statement}: {said[0]} {answer.get('message')}")
    assert otherwise == [], "served, or refused as something else: take it out of documented.py or reasons.py"


def test_request_with_a_reason_is_refused_as_it_says(shared: RunningAccount, rows: dict[str, Row]) -> None:
    headers = {"authorization": f'Snowflake Token="{session_token(shared)}"'}
    with httpx.Client(base_url=shared.url, headers=headers, trust_env=False) as client:
        for row in requests_with_a_reason(rows):
            method, _, path = row.key.removeprefix(REQUEST).partition(" ")
            answer = client.request(method, path.replace("{name}", "VISITOR"), json=BODY)
            assert told(answer) & set(re.findall(r"error \d{6}|HTTP status \d{3}", row.reason)), row.text


def test_every_reason_is_held_to_what_it_says(account: Account, rows: dict[str, Row]) -> None:
    sent = {refusal.key for refusal in refusals(account)} | {row.key for row in requests_with_a_reason(rows)}
    assert {key for key, row in rows.items() if row.reason} == sent


def test_reasons_are_of_what_there_is(rows: dict[str, Row]) -> None:
    assert set(reasons.PROPERTIES) == set(PROPERTIES)
    assert set(reasons.PRIVILEGES) == set(PRIVILEGES)
    assert set(reasons.ROWS) - set(rows) == set(), "take them out of reasons.py"


def test_row_with_a_reason_has_no_witness() -> None:
    assert set(reasons.ROWS) & set(witnesses.load()) == set(), "take them out of reasons.py"


def test_write_out_each_choice() -> None:
    assert written_out("ALTER {TAG | ROLE} [IF EXISTS] name {SUSPEND | RESUME}") == [
        "ALTER TAG NOBODY SUSPEND",
        "ALTER TAG NOBODY RESUME",
        "ALTER ROLE NOBODY SUSPEND",
        "ALTER ROLE NOBODY RESUME",
    ]


def requests_with_a_reason(rows: Mapping[str, Row]) -> list[Row]:
    return [row for row in rows.values() if row.reason and row.key.startswith(REQUEST)]


def number_of(row: Row) -> str:
    """The error's number that the row names; where it names none, the section does."""
    found = re.search(r"error (\d{6})", row.reason)
    return found[1] if found else "990001"


def told(answer: httpx.Response) -> set[str]:
    """All that the row may say of an answer."""
    said = {f"HTTP status {answer.status_code}"} if answer.is_error else set()
    if answer.headers.get("content-type") == "application/json":
        content: dict[str, Any] = answer.json()
        said.add(f"error {content.get('error_code') or content.get('code')}")
    return said
