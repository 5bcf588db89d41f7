"""The table of clients' calls has each test of a client, and each call of it that there is."""

from __future__ import annotations

import pytest

from devkit.paths import Paths
from spcs_local_tests.clients.test_connectors import LIBRARIES, MODULES
from spcs_local_tests.parity import witnesses
from spcs_local_tests.parity.calls import CLIENTS, Client, made

CLIENT = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)


@CLIENT
def test_every_call_is_made_by_a_test(client: Client) -> None:
    calls = {call for one in made(client, witnesses.load()) for call in one.calls}
    assert calls >= set(client.calls), "no test makes it: take it out of calls.py"
    assert calls, f"no witness asks for {client.requests}"


@CLIENT
def test_every_test_of_a_client_makes_a_call(client: Client) -> None:
    found = made(client, witnesses.load())
    assert [one.test for one in found if not one.calls] == [], "add what it calls to calls.py"


def test_every_file_with_a_clients_tests_is_of_one() -> None:
    cases = {f"clients/cases/{module}.py" for module in (*MODULES, *LIBRARIES)}
    programs = {f"clients/{path.name}" for path in (witnesses.TESTS / "clients").glob("test_*_driver.py")}
    assert {file for client in CLIENTS for file in client.files} == cases | programs


def test_versions_are_those_that_are_pinned() -> None:
    told = {client.name: client.version(Paths.of_clone()) for client in CLIENTS if client.files}
    assert all(text.rpartition(" ")[2][0].isdigit() for text in told.values()), told


def test_find_what_a_case_calls_by_its_helpers() -> None:
    [connector] = [client for client in CLIENTS if client.name == "Python connector"]
    [found] = [one for one in made(connector, {}) if one.test.endswith("::test_closed_connection_runs_nothing")]
    assert found.calls == ("connect", "close", "is_closed", "cursor", "execute")
