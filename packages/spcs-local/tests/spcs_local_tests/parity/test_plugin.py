"""What a witness is held to, and how witnesses are found."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from spcs_local.errors import SnowflakeError
from spcs_local.testing import LocalAccount
from spcs_local_tests.administrator import execute
from spcs_local_tests.parity import witnesses
from spcs_local_tests.parity.plugin import Holding, merged
from spcs_local_tests.parity.recorder import Recorder, Seen

REFUSED = (
    *("DROP DATABASE NONE", "CREATE DATABASE D"),
    *("SELECT SYSTEM$GET_SERVICE_STATUS('NONE')", "SELECT LOWER(1 / 0)"),
)
DROP, TAGS = "statement:drop DATABASE", "kinds/test_tags.py::test_tags"


def test_note_what_went_well_and_what_was_refused(tmp_path: Path) -> None:
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        recorder.watch(patch)
        with LocalAccount(tmp_path) as running:
            with recorder.recording() as seen:
                execute(running.account, "SELECT SYSTEM$WAIT(0)")
                execute(running.account, "CREATE ROLE BEFORE")
                execute(running.account, "CREATE DATABASE D")
                execute(running.account, "SELECT UPPER('a'), CASE WHEN 1 < 2 THEN 'b' END")
                httpx.get(f"{running.url}/healthz", trust_env=False)
                httpx.post(f"{running.url}/session/v1/login-request", json={}, trust_env=False)
                for wrong in REFUSED:
                    with pytest.raises(SnowflakeError):
                        execute(running.account, wrong)
            execute(running.account, "CREATE ROLE AFTERWARDS")
    assert seen.done == {
        *("statement:select", "statement:query", "statement:create ROLE", "statement:create DATABASE"),
        *("function:SYSTEM$WAIT", "function:UPPER", "function:CASE", "request:GET /healthz"),
    }
    assert seen.refused == {
        *("statement:drop DATABASE", "statement:create DATABASE", "statement:select", "statement:query"),
        "function:SYSTEM$GET_SERVICE_STATUS",
    }


@pytest.mark.parametrize(("done", "wrong"), [(DROP, "^$"), ("statement:drop ROLE", DROP)])
def test_hold_a_witness_to_its_rows(done: str, wrong: str) -> None:
    recorder = Recorder()
    file, name = TAGS.split("::")
    item: Any = SimpleNamespace(path=witnesses.TESTS / file, nodeid=f"from/elsewhere/{file}::{name}")
    running = Holding(recorder, {DROP: TAGS, "function:OTHER": "kinds/test_tags.py::test_others"}).pytest_runtest_call(
        item
    )
    next(running)
    recorder.note(done)
    with pytest.raises(pytest.fail.Exception if wrong == DROP else StopIteration, match=wrong):
        next(running)


def test_keep_a_witness_until_its_own_run_speaks_against_it() -> None:
    before = {
        DROP: "kinds/test_roles.py::test_drop_role_leaves_its_objects_to_who_dropped_it",
        "statement:begin": TAGS,
        "statement:commit": "coverage/test_document.py::test_keep_the_document_current",
        "statement:rollback": "handlers/test_session.py::test_use_role_not_granted_is_refused",
    }
    assert merged(before, {}, set()) == {DROP: before[DROP]}
    assert merged(before, {before[DROP]: Seen()}, set()) == {}
    assert merged(before, {}, {"kinds/test_roles.py::test_another"}) == {}


def test_choose_the_test_that_is_about_the_row_and_none_that_varies() -> None:
    case = "privileges/test_cases.py::test_decide_case_as_written"
    ran = [
        f"{case}[DROP DATABASE D #1]",
        f"{case}[SHOW DATABASES #1]",
        "soak/test_drop_database.py::test_drop_database",
    ]
    assert merged({}, {test: Seen({DROP}) for test in ran}, set()) == {DROP: ran[0]}
    own = "kinds/test_databases.py::test_drop_takes_all_along"
    assert merged({}, {test: Seen({DROP}) for test in reversed([*ran, own])}, set()) == {DROP: own}


def test_choose_no_test_that_is_about_a_refusal() -> None:
    own, other = "kinds/test_databases.py::test_drop_waits", "kinds/test_tags.py::test_tags"
    refused = "kinds/test_databases.py::test_drop_database_is_refused"
    assert merged({}, {refused: Seen({DROP})}, set()) == {}
    assert merged({}, {own: Seen({DROP}, {DROP}), other: Seen({DROP})}, set()) == {DROP: other}
    assert merged({}, {own: Seen({DROP}, {DROP})}, set()) == {DROP: own}
