"""Which cells of an answer are states."""

from devkit.accept.states import states

COLUMNS = ["name", "status", "comment"]


def test_states_are_those_of_the_runs_objects() -> None:
    rows = [["P_MILVUS", "RUNNING", ""], ["OTHERS", "FAILED", ""]]
    assert list(states("SHOW SERVICES IN ACCOUNT", COLUMNS, rows, "P_")) == [("status", "RUNNING")]


def test_what_is_no_word_for_a_state_is_not_kept() -> None:
    assert list(states("DESCRIBE SERVICE X", COLUMNS, [["P_MILVUS", "of 3: hunter2", ""]], "P_")) == []


def test_other_statements_have_none() -> None:
    rows = [["P_U", "RUNNING", ""]]
    assert list(states("SHOW USERS", COLUMNS, rows, "P_")) == []
    assert list(states("SELECT SERVICE", COLUMNS, rows, "P_")) == []


def test_containers_tell_three() -> None:
    columns = ["service_name", "status", "instance_status", "service_status"]
    found = list(states("SHOW SERVICE CONTAINERS IN SERVICE X", columns, [["P_X", "READY", "READY", "RUNNING"]], "P_"))
    assert found == [("status", "READY"), ("service_status", "RUNNING"), ("instance_status", "READY")]
