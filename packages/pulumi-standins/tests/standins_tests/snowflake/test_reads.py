"""Reads that resources share under the plugin's caching experiments."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from devkit.testing.waiting import PATIENCE
from pulumi_standins.provider.provider import PartialError
from pulumi_standins.snowflake.plugin import SnowflakeProvider
from pulumi_standins.snowflake.reads import EXPERIMENTS, GRANTS, ROLES, OutdatedError, Rows, SharedReads
from pulumi_standins.snowflake.resource import StatementError
from standins_tests.recording import SETTINGS, RecordingSession, Snowflake

USAGE_ON_ACCOUNT = {"accountRoleName": "R", "privileges": ["CREATE DATABASE"], "onAccount": True}


class Slow:
    """A read that is under way until it is told to end."""

    def __init__(self, answer: str) -> None:
        self.begun, self.end, self.times = Event(), Event(), 0
        self._answer = answer

    def __call__(self) -> Rows:
        self.times += 1
        self.begun.set()
        assert self.end.wait(PATIENCE)
        return rows(self._answer)


def rows(answer: str) -> Rows:
    return [{"answer": answer}]


def never() -> Rows:
    raise AssertionError("read although the answer is known")


@pytest.fixture
def reads() -> SharedReads:
    return SharedReads(frozenset({GRANTS}))


def test_read_once_until_it_is_forgotten(reads: SharedReads) -> None:
    assert reads.get(GRANTS, "k", lambda: rows("1")) == reads.get(GRANTS, "k", never) == rows("1")
    reads.forget(GRANTS, "other")
    assert reads.get(GRANTS, "k", never) == rows("1")
    reads.forget(GRANTS, "k")
    assert reads.get(GRANTS, "k", lambda: rows("2")) == rows("2")


def test_read_each_time_without_the_experiment(reads: SharedReads) -> None:
    reads.get(GRANTS, "k", lambda: rows("1"))
    assert reads.get(ROLES, "k", lambda: rows("2")) == rows("2")
    reads.forget(ROLES, "k")
    assert reads.get(GRANTS, "k", never) == rows("1")


def test_share_a_read_that_is_under_way(reads: SharedReads) -> None:
    slow = Slow("1")
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(reads.get, GRANTS, "k", slow)
        assert slow.begun.wait(PATIENCE)
        others = [threads.submit(reads.get, GRANTS, "k", never) for _ in range(2)]
        assert reads.get(GRANTS, "another", lambda: rows("2")) == rows("2")
        slow.end.set()
        assert [one.result(PATIENCE) for one in (first, *others)] == [rows("1")] * 3
    assert slow.times == 1


def test_keep_no_error(reads: SharedReads) -> None:
    def refused() -> Rows:
        raise StatementError(2003, "gone", "SHOW")

    for _ in range(2):
        with pytest.raises(StatementError, match="gone"):
            reads.get(GRANTS, "k", refused)
    assert reads.get(GRANTS, "k", lambda: rows("1")) == rows("1")


def test_give_up_a_read_that_is_outdated_meanwhile(reads: SharedReads) -> None:
    slow = Slow("old")
    with ThreadPoolExecutor(1) as threads:
        outdated = threads.submit(reads.get, GRANTS, "k", slow)
        assert slow.begun.wait(PATIENCE)
        reads.forget(GRANTS, "k")
        assert reads.get(GRANTS, "k", lambda: rows("new")) == rows("new")
        slow.end.set()
        with pytest.raises(OutdatedError, match="context canceled"):
            outdated.result(PATIENCE)
    assert reads.get(GRANTS, "k", never) == rows("new")


class Interrupted(RecordingSession):
    """Something happens while a statement with that beginning runs."""

    def __init__(self, beginning: str) -> None:
        super().__init__()
        self._beginning, self.happens = beginning, list[Callable[[], None]]()

    def execute(self, sql: str) -> Rows:
        if sql.startswith(self._beginning):
            for happens in self.happens:
                happens()
        return super().execute(sql)


def interrupted(beginning: str, key: str) -> Snowflake:
    """The provider with all experiments; what the key holds is forgotten during that statement."""
    session = Interrupted(beginning)
    session.shows("ROLES", "R")
    session.reads = SharedReads(EXPERIMENTS)
    session.happens.append(lambda: session.reads.forget(GRANTS, key))
    provider = SnowflakeProvider({}, lambda _: session)
    provider.configure(dict(SETTINGS))
    return Snowflake(provider, session)


def test_grant_fails_with_its_id_when_another_changes_the_object_meanwhile() -> None:
    snowflake = interrupted("SHOW GRANTS ON", "SHOW GRANTS ON ACCOUNT")
    with pytest.raises(PartialError, match="granted, but then context canceled") as raised:
        snowflake.create("grantPrivilegesToAccountRole", USAGE_ON_ACCOUNT)
    assert raised.value.id == '"R"|false|false|CREATE DATABASE|OnAccount'
    assert raised.value.outputs["id"] == raised.value.id


def test_granted_role_counts_as_gone_when_its_grants_change_meanwhile() -> None:
    snowflake = interrupted("SHOW GRANTS OF", 'SHOW GRANTS OF ROLE "R"')
    snowflake.session.answers["SHOW GRANTS OF"] = [{"granted_to": "USER", "grantee_name": "U"}]
    assert snowflake.read("grantAccountRole", '"R"|USER|"U"').id == ""
