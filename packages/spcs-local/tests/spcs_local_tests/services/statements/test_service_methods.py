"""Methods of services and jobs."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job, status
from spcs_local_tests.services.world import PLAIN, containers_of, settle


def test_method_waits_for_a_status(moving: RunningAccount) -> None:
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    start_job(owner)
    answer = rows(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 20)")
    assert answer == [{"spcs_wait_for": "Service DEMO.APP.JOB has reached status DONE."}]
    lasting(moving)
    run(owner, "DROP SERVICE JOB")
    start_job(owner)
    rows(owner, "SELECT DEMO.APP.JOB!spcs_wait_for('running', '20')")
    number, state, text = error_of(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 0)")
    assert (number, state) == (395035, "57014")
    assert text.endswith("Timed out after 0 seconds waiting for: DEMO.APP.JOB (status RUNNING).")


def test_method_says_what_can_never_be(world: RunningAccount, owner: SnowflakeConnection) -> None:
    containers_of(world).ending = 1
    start_job(owner)
    settle(world)
    number, _, text = error_of(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 600)")
    assert (number, text.endswith("can never reach status DONE: its status is FAILED.")) == (395037, True)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('DONE', 600)")[0] == 395037
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('READY', 0)")[0] == 1008
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('RUNNING')")[0] == 938
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('RUNNING', -1)")[0] == 1008
    assert error_of(owner, "CALL SVC!SPCS_DANCE()")[0] == 990001


def test_method_cancels_a_job(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    with owner.cursor() as cursor:
        cursor.execute("SELECT JOB!SPCS_CANCEL_JOB()")
        assert [column.name for column in cursor.description or ()] == ["JOB!SPCS_CANCEL_JOB()"]
        assert cursor.fetchall() == [("Job JOB successfully terminated.",)]
    assert status(owner) == "CANCELLING"
    settle(world)
    assert (status(owner), names_of(port)) == ("CANCELLED", [])
    assert rows(owner, "CALL JOB!SPCS_CANCEL_JOB()") == [{"spcs_cancel_job": "Job JOB is already CANCELLED."}]
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert error_of(owner, "CALL SVC!SPCS_CANCEL_JOB()")[:2] == (395038, "22023")
