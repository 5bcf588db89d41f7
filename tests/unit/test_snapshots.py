"""What snapshots are called and say, and which are kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from components.session import Row
from components.snapshots import (
    BEFORE_IMAGE,
    BY_HAND,
    Backup,
    Label,
    Snapshot,
    SnapshotError,
    Snapshots,
    not_kept,
    restoring,
    stamp,
)
from components.sql import Identifier, SchemaObject
from tests.unit.fake_service import FakeTime

LABEL = Label(
    stack="acme/milvus-spcs/dev",
    backup="20261128T183000Z",
    service="MILVUS_DEMO.PUBLIC.MILVUS",
    volume="data",
    instance="0",
    why=BY_HAND,
    milvus="2.5.27",
    image="sha256:1",
    quiet="suspended",
)
NOW = datetime(2026, 11, 28, 18, 30, tzinfo=UTC)


@dataclass
class Shown:
    """An account whose snapshots are in these states, one after the other; `others` are there besides."""

    states: list[str] = field(default_factory=lambda: ["CREATED"])
    others: list[Row] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if statement.startswith("DESCRIBE"):
            return [{"state": self.states.pop(0) if len(self.states) > 1 else self.states[0]}]
        return self.others if statement.startswith("SHOW") else []

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    @property
    def dropped(self) -> list[str]:
        return [it for it in self.statements if it.startswith("DROP")]


def snapshots(account: Shown, stack: str | None = LABEL.stack) -> Snapshots:
    return Snapshots(account, Identifier("MILVUS_DEMO"), Identifier("PUBLIC"), stack, 60, FakeTime().clock)


def row(label: Label, **other: object) -> Row:
    return {"name": str(label.name), "state": "CREATED", "size": 10, "comment": label.comment, **other}


def backup(day: int, *, whole: bool = True) -> Backup:
    label = replace(LABEL, backup=f"202611{day:02}T120000Z")
    name = SchemaObject(Identifier("MILVUS_DEMO"), Identifier("PUBLIC"), label.name)
    return Backup(label.backup, (Snapshot(name, "CREATED" if whole else "ERROR", 10, label),))


def days(backups: list[Backup]) -> list[int]:
    return [it.taken.day for it in backups]


def test_read_what_a_snapshot_says_of_itself() -> None:
    assert Label.read(LABEL.comment) == LABEL
    assert LABEL.name == "BACKUP_DEV_MILVUS_DATA_0_20261128T183000Z"
    assert LABEL.comment.startswith("Pulumi stack acme/milvus-spcs/dev; backup: 20261128T183000Z; ")


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "a backup of mine",
        "Pulumi stack acme/milvus-spcs/dev",
        LABEL.comment.replace("20261128T183000Z", "yesterday"),
        LABEL.comment.replace("Pulumi stack ", ""),
    ],
)
def test_take_no_other_comment_for_one(comment: str) -> None:
    assert Label.read(comment) is None


def test_name_holds_whatever_stack_and_volume_are_called() -> None:
    label = replace(LABEL, stack="acme/milvus-spcs/" + "größe-1." * 40, volume="a-b")
    assert len(label.name) == 255
    assert label.name.endswith("_20261128T183000Z")


def test_wait_until_a_snapshot_is_there() -> None:
    account = Shown(["INITIALIZED", "CREATING", "CREATED"])
    snapshots(account).take([LABEL])
    creation, *looks = account.statements
    assert creation == (
        f'CREATE SNAPSHOT "MILVUS_DEMO"."PUBLIC"."{LABEL.name}" FROM SERVICE "MILVUS_DEMO"."PUBLIC"."MILVUS" '
        f"VOLUME \"data\" INSTANCE 0 COMMENT = '{LABEL.comment}'"
    )
    assert len(looks) == 3


@pytest.mark.parametrize("states", [["CREATING", "ERROR"], ["CREATING"]])
def test_leave_none_where_one_fails_or_takes_too_long(states: list[str]) -> None:
    account = Shown(states)
    with pytest.raises(SnapshotError, match=rf"{LABEL.name} is {states[-1]} after .* It is dropped"):
        snapshots(account).take([LABEL, replace(LABEL, volume="queue")])
    assert len(account.dropped) == 2


def test_list_those_of_the_stack_alone() -> None:
    second = replace(LABEL, volume="queue")
    others = [
        row(replace(LABEL, stack="acme/milvus-spcs/prod")),
        row(LABEL, name="COPIED_COMMENT"),
        row(LABEL, name="MINE", comment="before I try something"),
    ]
    account = Shown(others=[row(LABEL), row(second, state="CREATING"), *others])
    (found,) = snapshots(account).backups()
    assert [it.label for it in found.snapshots] == [LABEL, second]
    assert not found.whole


def test_list_those_of_all_stacks_in_another_schema() -> None:
    account = Shown(others=[row(LABEL), row(replace(LABEL, stack="acme/milvus-spcs/prod"))])
    assert len(snapshots(account, None).backups()) == 2


def test_drop_what_is_not_kept_and_nothing_of_others() -> None:
    older = replace(LABEL, backup="20261101T120000Z")
    automatic = replace(older, why=BEFORE_IMAGE)
    others = [row(replace(older, stack="acme/milvus-spcs/prod")), row(automatic, name="SOMEBODYS")]
    account = Shown(others=[row(older), row(LABEL), *others])
    assert [it.id for it in snapshots(account).prune(BY_HAND, 1, None, NOW)] == [older.backup]
    assert account.dropped == [f'DROP SNAPSHOT IF EXISTS "MILVUS_DEMO"."PUBLIC"."{older.name}"']


@pytest.mark.parametrize(
    ("keep", "age", "gone"),
    [
        (None, None, []),
        (2, None, [1, 10]),
        (1, None, [1, 10, 20]),
        (7, None, []),
        (None, 10, [1, 10]),
        (None, 1, [1, 10, 20]),
        (3, 10, [1, 10]),
    ],
)
def test_keep_by_number_and_by_age_and_the_newest_always(keep: int | None, age: int | None, gone: list[int]) -> None:
    backups = [backup(day) for day in (1, 10, 20, 26)]
    assert days(not_kept(backups, keep, age, NOW)) == gone


def test_keep_the_newest_whole_one_before_one_that_is_not() -> None:
    backups = [backup(1), backup(2), backup(3, whole=False)]
    assert days(not_kept(backups, 1, 1, NOW)) == [1, 3]


def test_name_two_of_one_second_by_different_times() -> None:
    assert stamp(NOW, {}) == "20261128T183000Z"
    assert stamp(NOW, {"20261128T183000Z", "20261128T183001Z"}) == "20261128T183002Z"


def test_write_the_statement_that_restores() -> None:
    name = SchemaObject.of("MILVUS_DEMO", "PUBLIC", "S")
    assert restoring("data", "0", name, SchemaObject.of("A", "B", "MILVUS")) == (
        'ALTER SERVICE "A"."B"."MILVUS" RESTORE VOLUME "data" INSTANCES 0 FROM SNAPSHOT "MILVUS_DEMO"."PUBLIC"."S"'
    )
