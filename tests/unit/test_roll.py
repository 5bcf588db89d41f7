"""Waiting for a service, and what is said when it does not come."""

from __future__ import annotations

from itertools import pairwise

import pytest

from components.roll import Roll, RollError, StageSource
from components.service_state import ServiceState
from components.sql import SchemaObject
from tests.unit.fake_service import FakeSession, FakeTime, Look

SERVICE = SchemaObject.of("D", "S", "MILVUS")


def roll(session: FakeSession, *, public_endpoints: int = 1, timeout: int = 60, said: list[str] | None = None) -> Roll:
    return Roll(
        session=session,
        service=SERVICE,
        specification="spec: {}",
        public_endpoints=public_endpoints,
        timeout=timeout,
        report=(said if said is not None else []).append,
        clock=FakeTime().clock,
    )


def test_return_at_once_when_ready() -> None:
    session = FakeSession([Look()])
    state = roll(session).wait()
    assert state.ingress_urls == ("abc-acme-dev.snowflakecomputing.app",)
    assert len(session.statements) == 4


@pytest.mark.parametrize(
    ("unready", "awaited"),
    [
        (Look(status="PENDING", instance=""), "status RUNNING, is PENDING"),
        (Look(upgrading=True), "the upgrade to end"),
        (Look(running_digest="old"), "instances of the new specification"),
        (Look(instance="PENDING"), "READY containers"),
        (Look(container="PENDING", message="Readiness probe is failing"), "container milvus of instance 0 is PENDING"),
        (Look(url=""), "an address for each public endpoint"),
        (Look(url="Endpoints provisioning in progress... check back in a few minutes"), "an address for each public"),
    ],
)
def test_wait_until_all_is_there(unready: Look, awaited: str) -> None:
    said: list[str] = []
    state = roll(FakeSession([unready, unready, Look()]), said=said).wait()
    assert state.status == "RUNNING"
    assert awaited in said[0]


def test_not_ask_for_addresses_of_private_endpoints() -> None:
    session = FakeSession([Look(url="")])
    assert roll(session, public_endpoints=0).wait().status == "RUNNING"
    assert [statement for statement in session.statements if "ENDPOINTS" in statement] == []


def test_say_something_at_least_every_ten_seconds() -> None:
    said: list[str] = []
    roll(FakeSession([*[Look(status="PENDING")] * 40, Look()]), said=said).wait()
    waited = [int(line.split(" s, ")[0].split()[-1]) for line in said if " s, awaiting" in line]
    assert waited[0] == 0
    assert max(later - earlier for earlier, later in pairwise(waited)) <= 10


def test_explain_a_time_out() -> None:
    stuck = Look(status="PENDING", instance="PENDING", container="PENDING", message="Readiness probe is failing")
    with pytest.raises(RollError) as caught:
        roll(FakeSession([stuck]), timeout=30).wait()
    text = str(caught.value)
    assert text.startswith(
        "service D.S.MILVUS was not ready after 30 s (rollTimeout); awaited: status RUNNING, is PENDING"
    )
    assert "instance 0, container milvus: PENDING, Readiness probe is failing\n  | first line\n  | last line" in text
    assert "To try: " in text


FAILING = Look(container="PENDING", instance="PENDING", message="Readiness probe is failing at path: /, port: 1")
CAUSE = "starting\nKeyError: 'MILVUS_URI'"


def failed(session: FakeSession, timeout: int = 1200) -> str:
    with pytest.raises(RollError) as caught:
        roll(session, timeout=timeout).wait()
    return str(caught.value)


def test_fail_after_a_minute_of_the_same_error() -> None:
    text = failed(FakeSession([FAILING], log=CAUSE))
    assert text.startswith(
        "service D.S.MILVUS was not ready after 60 s (container milvus fails its probe, and its log ends in the same "
        "error for 60 s); awaited: READY containers"
    )
    assert "  | KeyError: 'MILVUS_URI'" in text
    assert "To try: mend what the log names in images/ or specs/" in text
    assert "raise rollTimeout: it may be the same for a 20th of that" in text


def test_wait_longer_for_the_same_where_the_time_out_is_longer() -> None:
    assert "was not ready after 180 s (container milvus fails its probe" in failed(FakeSession([FAILING], CAUSE), 3600)
    assert "was not ready after 30 s (rollTimeout)" in failed(FakeSession([FAILING], CAUSE), 30)


def test_wait_for_a_log_that_goes_on() -> None:
    later = [f"{CAUSE}\nstill trying, {n}" for n in range(15)]
    assert "was not ready after 1200 s" not in failed(FakeSession([FAILING], CAUSE, later_logs=[*later]))
    started = FakeSession([*[FAILING] * 70, Look()], CAUSE, later_logs=later)
    assert roll(started, timeout=1200).wait().status == "RUNNING"


@pytest.mark.parametrize(
    ("look", "log"),
    [
        (FAILING, "starting\nloading the model"),  # slow, and nothing wrong
        (FAILING, ""),
        (Look(container="PENDING", instance="PENDING", message="Waiting to start"), CAUSE),  # an image is pulled
        (Look(status="PENDING", instance=""), CAUSE),  # no node yet
        (Look(upgrading=True, running_digest="old", container="PENDING", message=FAILING.message), CAUSE),
    ],
)
def test_wait_all_the_time_for_what_may_come(look: Look, log: str) -> None:
    assert "was not ready after 1200 s (rollTimeout)" in failed(FakeSession([look], log))


def test_show_the_pool_that_gives_no_node() -> None:
    text = failed(FakeSession([Look(status="PENDING", instance="")]))
    assert "\ncompute pool P: STARTING, 0 of 1 nodes active, Waiting for a node\nTo try: check with DESCRIBE" in text
    assert "ask Snowflake for a higher limit of nodes" in text


def test_fail_when_a_container_is_started_again_and_again() -> None:
    looks = [Look(container="PENDING", instance="PENDING", message="Waiting", restarts=2 + n // 15) for n in range(60)]
    text = failed(FakeSession(looks))
    assert "was not ready after 60 s (container milvus was started again 3 times in 60 s)" in text
    patient = [*looks[:59], Look(restarts=5)]
    assert roll(FakeSession(patient), timeout=1200).wait().status == "RUNNING"


def test_explain_a_failure_before_the_time_out() -> None:
    crashed = Look(status="FAILED", instance="FAILED", container="FAILED", message="exit code 1")
    with pytest.raises(RollError) as caught:
        roll(FakeSession([crashed], log="\n".join(f"line {n}" for n in range(100))), timeout=1000).wait()
    text = str(caught.value)
    assert "failed after 2 s" in text
    assert "  | line 99" in text
    assert "line 79\n" not in text


def test_name_the_image_as_what_to_try() -> None:
    missing = Look(status="FAILED", instance="FAILED", container="FAILED", message="Failed to retrieve image x")
    with pytest.raises(RollError, match="To try: check that the image"):
        roll(FakeSession([missing])).wait()


def test_look_over_a_failure_of_the_old_specification() -> None:
    leaving = Look(upgrading=True, running_digest="old", instance="FAILED", container="FAILED")
    state = roll(FakeSession([*[leaving] * 5, Look()])).wait()
    assert state.spec_digest == "new"


def test_find_an_upgrade_failed_that_never_ends() -> None:
    crashed = Look(status="FAILED", upgrading=True, instance="FAILED", container="FAILED")
    with pytest.raises(RollError, match="failed after 2 s"):
        roll(FakeSession([crashed]), timeout=1000).wait()


def test_explain_with_the_log_before_a_restart_where_there_is_none_yet() -> None:
    ended = Look(status="FAILED", container="FAILED", message="Container exited with code 1", restarts=1)
    text = failed(FakeSession([ended], log="", previous_log="no such file: config.yaml"))
    assert "Container exited with code 1\n  | no such file: config.yaml\n" in text


def test_explain_without_a_log_when_there_is_none() -> None:
    with pytest.raises(RollError, match=r"\(the log is empty\)"):
        roll(FakeSession([Look(status="FAILED", container="FAILED")], log="")).wait()


@pytest.mark.parametrize("status", ["RUNNING", "PENDING", "FAILED", "INTERNAL_ERROR"])
def test_park_what_is_not_suspended_and_wait_for_it(status: str) -> None:
    session = FakeSession([Look()], after_send=[*[Look(status="SUSPENDING")] * 8, Look(status="SUSPENDED")])
    said: list[str] = []
    begins = ServiceState(status=status, is_upgrading=False, spec_digest="new", dns_name="")
    assert roll(session, said=said).park(begins).status == "SUSPENDED"
    assert session.altered == ['ALTER SERVICE "D"."S"."MILVUS" SUSPEND']
    assert said[0] == "MILVUS: 0 s, awaiting status SUSPENDED, is SUSPENDING"
    assert said[-1] == "MILVUS: SUSPENDED after 8 s"


def test_park_nothing_that_rests() -> None:
    session = FakeSession([Look(status="SUSPENDED")])
    rests = ServiceState(status="SUSPENDED", is_upgrading=False, spec_digest="new", dns_name="")
    assert roll(session).park(rests) is rests
    assert session.statements == []


def test_explain_what_does_not_come_to_rest() -> None:
    session = FakeSession([Look()], after_send=[Look(status="SUSPENDING", container="PENDING")])
    begins = ServiceState(status="RUNNING", is_upgrading=False, spec_digest="new", dns_name="")
    why = r"after 60 s .*; awaited: status SUSPENDED, is SUSPENDING\.(?s:.*)\nTo try: run pulumi up again"
    with pytest.raises(RollError, match=why):
        roll(session).park(begins)


def test_send_the_text_between_dollars() -> None:
    session = FakeSession([Look()])
    roll(session).send()
    assert session.altered == ['ALTER SERVICE "D"."S"."MILVUS" FROM SPECIFICATION $$spec: {}$$']


def test_send_a_file_on_a_stage() -> None:
    session = FakeSession([Look()])
    source = StageSource(SchemaObject.of("D", "S", "Y"), "abc", "milvus.yaml")
    Roll(session, SERVICE, 0, 10, source=source).send()
    assert session.altered == [
        """ALTER SERVICE "D"."S"."MILVUS" FROM @"D"."S"."Y"/abc SPECIFICATION_FILE = 'milvus.yaml'"""
    ]
