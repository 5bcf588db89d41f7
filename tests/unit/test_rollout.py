"""The rollout's provider: what it compares, sends and records."""

from __future__ import annotations

import base64
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pulumi
import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import UNKNOWN

from components.connection import Connection
from components.problems import SettingsError
from components.rolled_specification import RolledSpecification
from components.rollout import BlockVolumeError, RolloutProvider
from components.secret import Secret
from tests.unit.fake_service import FakeSession, Look
from tests.unit.recording import ACCOUNT, PROJECT

TEXT = "spec:\n  endpoints:\n    - name: notebook\n      public: true\n"
CHANGED = TEXT + "# changed\n"
INPUTS: dict[str, Any] = {
    "service_id": "id1",
    "database": "D",
    "schema": "S",
    "service": "MILVUS",
    "specification": RolledSpecification.of_text(TEXT).props,
    "role": "OWNER",
    "timeout": 60.0,
}
DRIFTED = Look(digest="other", running_digest="other")


def provider(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> RolloutProvider:
    """Once the engine has had the inputs checked, with the text."""
    made = RolloutProvider()
    made.begin()
    monkeypatch.setattr(made, "session", session.opened)
    for text in (CHANGED, TEXT):
        given = specified(text)
        with_text = {**given, "specification": {**given["specification"], "text": text}}
        assert made.check({}, with_text).inputs == given
    return made


def specified(text: str) -> dict[str, Any]:
    return {**INPUTS, "specification": RolledSpecification.of_text(text).props}


def created(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    outs = provider(FakeSession([Look()]), monkeypatch).create(INPUTS).outs
    assert outs is not None
    return outs


def test_record_what_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    outs = created(monkeypatch)
    assert outs["status"] == "RUNNING"
    assert outs["spec_digest"] == outs["rolled_digest"] == "new"
    assert outs["image_digests"] == {"milvus": "sha256:1"}
    assert outs["ingress_url"] == "abc-acme-dev.snowflakecomputing.app"


def test_act_as_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look()])
    provider(session, monkeypatch).create(INPUTS)
    assert session.role == "OWNER"
    assert session.altered == []


def test_look_once_at_a_service_that_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look()])
    provider(session, monkeypatch).create(INPUTS)
    assert [statement.split()[:2] for statement in session.statements].count(["DESCRIBE", "SERVICE"]) == 1
    assert len(session.statements) == 4


def test_report_no_change_without_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    made, outs = provider(FakeSession([Look()]), monkeypatch), created(monkeypatch)
    read = made.read("D.S.MILVUS", outs)
    assert read.outs == outs
    assert not made.diff("D.S.MILVUS", outs, INPUTS).changes


@pytest.mark.parametrize("look", [DRIFTED, Look(status="SUSPENDED")])
def test_show_a_change_from_outside(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    made, outs = provider(FakeSession([look]), monkeypatch), created(monkeypatch)
    read = made.read("D.S.MILVUS", outs)
    assert read.outs is not None
    assert read.outs != outs
    diff = made.diff("D.S.MILVUS", read.outs, INPUTS)
    assert diff.changes
    assert diff.replaces == []


def test_send_the_specification_again_after_a_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([DRIFTED], after_send=[Look()])
    outs = provider(session, monkeypatch).update("x", created(monkeypatch), INPUTS).outs
    assert session.altered == [f'ALTER SERVICE "D"."S"."MILVUS" FROM SPECIFICATION $${TEXT}$$']
    assert outs is not None
    assert outs["rolled_digest"] == "new"


def test_only_wait_when_the_service_has_sent_a_new_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look()])
    changed = specified(CHANGED)
    outs = provider(session, monkeypatch).update("x", created(monkeypatch), changed).outs
    assert session.altered == []
    assert outs is not None
    assert outs["specification"] == changed["specification"] != INPUTS["specification"]


@pytest.mark.parametrize("look", [Look(upgrading=True), Look(status="PENDING"), DRIFTED, Look(status="FAILED")])
def test_roll_again_when_the_service_is_not_as_recorded(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([look])
    assert provider(session, monkeypatch).diff("x", created(monkeypatch), INPUTS).changes
    assert session.statements == ['SHOW SERVICES IN SCHEMA "D"."S"', 'DESCRIBE SERVICE "D"."S"."MILVUS"']


def test_describe_no_service_that_is_shown_as_it_was_rolled(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look()])
    assert not provider(session, monkeypatch).diff("x", created(monkeypatch), INPUTS).changes
    assert session.statements == ['SHOW SERVICES IN SCHEMA "D"."S"']


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        (Look(upgrading=True), "it is upgrading"),
        (Look(status="SUSPENDED"), "it is SUSPENDED"),
        (DRIFTED, "it runs another specification"),
    ],
)
def test_say_why_it_rolls_again(
    look: Look, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = created(monkeypatch)
    capsys.readouterr()
    provider(FakeSession([look]), monkeypatch).diff("x", outs, INPUTS)
    assert capsys.readouterr().out == f"MILVUS: to be rolled again, for {reason}\n"


def test_say_nothing_where_nothing_differs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    outs = created(monkeypatch)
    capsys.readouterr()
    assert not provider(FakeSession([Look()]), monkeypatch).diff("x", outs, INPUTS).changes
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("before", "sent"), [("sha256:1", 1), (None, 0), ("sha256:2", 0)])
def test_send_the_specification_again_for_an_image_that_was_pushed_again(
    before: str | None, sent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = FakeSession([Look()])
    olds, news = ({**it, "pushed": pushed} for it, pushed in ((created(monkeypatch), before), (INPUTS, "sha256:2")))
    made = provider(session, monkeypatch)
    assert made.diff("x", olds, news).changes is (before != "sha256:2")
    made.update("x", olds, news)
    assert len(session.altered) == sent


def test_wait_again_when_a_change_that_failed_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(upgrading=True, running_digest="tried"), Look()])
    monkeypatch.setattr("components.roll.QUICK", 0.0)
    assert provider(session, monkeypatch).update("x", created(monkeypatch), INPUTS).outs is not None
    assert session.altered == []


def test_notice_that_the_service_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(FakeSession([]), monkeypatch).diff("x", created(monkeypatch), INPUTS).changes


def test_resume_a_suspended_service(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(status="SUSPENDED")])
    changed = specified(CHANGED)
    provider(session, monkeypatch).update("x", created(monkeypatch), changed)
    assert session.altered == ['ALTER SERVICE "D"."S"."MILVUS" RESUME']


def test_give_a_failed_service_another_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(status="FAILED")], after_send=[Look()])
    provider(session, monkeypatch).create(INPUTS)
    assert len(session.altered) == 1


def test_give_a_failed_update_another_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(status="FAILED")], after_send=[Look()])
    changed = specified(CHANGED)
    provider(session, monkeypatch).update("x", created(monkeypatch), changed)
    assert len(session.altered) == 1


def test_find_a_dropped_service_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(FakeSession([]), monkeypatch).read("x", created(monkeypatch)).id == ""


def with_volume(size: str) -> str:
    return f"spec:\n  volumes: [{{name: data, source: block, size: {size}}}, {{name: files, source: stage}}]\n"


NO_VOLUME = "spec: {containers: []}"


@pytest.mark.parametrize(
    ("begins", "wanted", "was", "becomes"),
    [
        (with_volume("10Gi"), with_volume("20Gi"), "10Gi", "20Gi"),
        (with_volume("10Gi"), NO_VOLUME, "10Gi", "gone"),
        (NO_VOLUME, with_volume("10Gi"), "not there", "10Gi"),
    ],
)
def test_refuse_other_block_volumes_at_preview(
    begins: str, wanted: str, was: str, becomes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    olds = {**created(monkeypatch), "specification": specified(begins)["specification"]}
    made = provider(FakeSession([Look(spec=begins)]), monkeypatch)
    with pytest.raises(BlockVolumeError, match=rf"volume data is {was} and would be {becomes}; .* To do: undo"):
        made.diff("x", olds, specified(wanted))


@pytest.mark.parametrize(
    ("looks", "specification"),
    [
        ([Look(spec=with_volume("10Gi"))], with_volume("10Gi") + "# changed\n"),
        ([Look(spec=with_volume("20Gi"))], with_volume("20Gi")),  # the service was replaced just now
        ([], with_volume("20Gi")),  # dropped by somebody: a new one has any
        ([Look(spec=with_volume("10Gi"))], UNKNOWN),
    ],
)
def test_take_a_specification_whose_volumes_fit(
    looks: list[Look], specification: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    olds = {**created(monkeypatch), "specification": specified(with_volume("10Gi"))["specification"]}
    known = isinstance(specification, str)
    news = specified(str(specification)) if known else {**INPUTS, "specification": UNKNOWN}
    assert provider(FakeSession(looks), monkeypatch).diff("x", olds, news).changes


def test_a_text_that_is_not_known_yet_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = {**INPUTS, "specification": UNKNOWN}
    assert provider(FakeSession([]), monkeypatch).check({}, dict(unknown)).inputs == unknown


def test_take_a_state_of_before_that_has_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of it is rolled again, whatever the state has of its specification."""
    session, outs = FakeSession([Look()]), created(monkeypatch)
    made = provider(session, monkeypatch)
    assert not made.diff("x", {**outs, "specification": TEXT}, INPUTS).changes
    assert made.diff("x", {**outs, "specification": CHANGED}, INPUTS).changes
    read = made.read("x", {**outs, "specification": TEXT}).outs
    assert read is not None
    assert read["ingress_url"] == "abc-acme-dev.snowflakecomputing.app"


def test_be_replaced_with_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    diff = RolloutProvider().diff("x", created(monkeypatch), {**INPUTS, "service_id": "id2"})
    assert diff.replaces == ["service_id"]


def test_need_no_roll_for_another_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider(FakeSession([Look()]), monkeypatch)
    assert not made.diff("x", created(monkeypatch), {**INPUTS, "timeout": 90.0}).changes


def connection_of(config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Connection:
    """The connection that a provider signs in with when the engine hands it this configuration."""
    used: list[Connection] = []

    def open_session(connection: Connection, _role: str) -> AbstractContextManager[FakeSession]:
        used.append(connection)
        return nullcontext(FakeSession([Look()]))

    monkeypatch.setattr("components.dynamic_session.open_session", open_session)
    made = RolloutProvider()
    made.configure(ConfigureRequest(Config(config, PROJECT)))
    made.create(INPUTS)
    return used[0]


def test_take_the_connection_from_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connection_of(dict(ACCOUNT), monkeypatch)
    assert (connection.account, connection.credentials.password) == ("ACME-DEV_1", Secret("deployer's secret"))


def test_take_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "P")
    given = {key: value for key, value in ACCOUNT.items() if key != "snowflake:password"}
    assert connection_of(given, monkeypatch).credentials.password == Secret("P")


def test_name_a_missing_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="snowflake:user is missing"):
        connection_of({}, monkeypatch)


def test_hold_no_secret_when_pickled() -> None:
    pulumi.runtime.set_all_config({"snowflake:password": "hunter2"}, ["snowflake:password"])
    pickled = base64.b64decode(serialize_provider(RolloutProvider()))
    assert b"hunter2" not in pickled
    assert len(pickled) < 200
    assert b"components.rollout" in pickled


PARKED = {**INPUTS, "parked": True, "pool": "P"}
SUSPEND, RESUME = (f'ALTER SERVICE "D"."S"."MILVUS" {verb}' for verb in ("SUSPEND", "RESUME"))


def parked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    outs = provider(FakeSession([Look()]), monkeypatch).update("x", created(monkeypatch), PARKED).outs
    assert outs is not None
    return outs


def test_park_a_service_and_keep_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look()])
    olds, made = created(monkeypatch), provider(session, monkeypatch)
    assert made.diff("x", olds, PARKED).changes
    assert made.diff("x", olds, PARKED).replaces == []
    outs = made.update("x", olds, PARKED).outs
    assert outs is not None
    assert session.altered == [SUSPEND]
    assert (outs["status"], outs["rolled_digest"], outs["image_digests"]) == ("SUSPENDED", "new", {})
    assert outs["ingress_url"] == "abc-acme-dev.snowflakecomputing.app"


def test_park_a_service_that_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(status="PENDING", instance="")])
    outs = provider(session, monkeypatch).create(PARKED).outs
    assert outs is not None
    assert (session.altered, outs["status"]) == ([SUSPEND], "SUSPENDED")


def test_wait_for_nothing_of_a_failed_service_that_is_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession([Look(status="FAILED")])
    provider(session, monkeypatch).update("x", created(monkeypatch), PARKED)
    assert session.altered == [SUSPEND]


def test_report_no_change_while_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    made, outs = provider(FakeSession([Look(status="SUSPENDED")]), monkeypatch), parked(monkeypatch)
    assert not made.diff("x", outs, PARKED).changes
    assert made.read("x", outs).outs == outs


def test_suspend_again_what_somebody_has_resumed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session, outs = FakeSession([Look()]), parked(monkeypatch)
    made = provider(session, monkeypatch)
    read = made.read("x", outs).outs
    assert read is not None
    assert read["status"] == "RUNNING"
    capsys.readouterr()
    assert made.diff("x", outs, PARKED).changes
    assert capsys.readouterr().out == "MILVUS: to be rolled again, for it is RUNNING\n"
    made.update("x", read, PARKED)
    assert session.altered == [SUSPEND]


def test_start_nothing_for_a_specification_that_changed_while_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    session, outs = FakeSession([Look(status="SUSPENDED", digest="newer")]), parked(monkeypatch)
    changed = {**specified(CHANGED), "parked": True, "pool": "P"}
    rolled = provider(session, monkeypatch).update("x", outs, changed).outs
    assert rolled is not None
    assert (session.altered, rolled["rolled_digest"]) == ([], "newer")


def test_send_its_own_specification_again_to_what_rests_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    rests = Look(status="SUSPENDED", digest="other")
    session, outs = FakeSession([rests], after_send=[Look(status="SUSPENDED")]), parked(monkeypatch)
    made = provider(session, monkeypatch)
    assert made.diff("x", outs, PARKED).changes
    made.update("x", outs, PARKED)
    assert session.altered == [f'ALTER SERVICE "D"."S"."MILVUS" FROM SPECIFICATION $${TEXT}$$']


def test_wake_the_pool_before_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    session, outs = FakeSession([Look(status="SUSPENDED")]), parked(monkeypatch)
    woken: list[str] = []
    monkeypatch.setattr("components.rollout.wake", lambda _session, pool: woken.append(f"{pool}, {session.altered}"))
    running = {**INPUTS, "pool": "P", "parked": False}
    assert provider(session, monkeypatch).diff("x", outs, running).changes
    assert provider(session, monkeypatch).update("x", outs, running).outs is not None
    assert (woken, session.altered) == (["P, []"], [RESUME])


def test_take_a_state_of_before_for_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider(FakeSession([Look()]), monkeypatch)
    assert not made.diff("x", created(monkeypatch), {**INPUTS, "parked": False, "pool": "P"}).changes
