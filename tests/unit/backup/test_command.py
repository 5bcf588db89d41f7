"""What `make backup` and `make restore` print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from components.backup.command import Command, Options
from components.backup.services import BackupError
from components.deployment import Deployment
from components.engine import Engine
from components.recovery.account import Account as RealAccount
from components.stack_file import StackFile
from tests.unit.backup.account import PLACE, STACK, Account, Service, standalone
from tests.unit.backup.exporting import ExportingAccount

CONFIGURATION = {"milvus-spcs:milvusImage": "milvusdb/milvus:v2.5.27", "milvus-spcs:rollTimeout": "60"}


@dataclass(frozen=True)
class FakeEngine:
    account: Account

    def export(self) -> Deployment:
        return self.account.deployment

    def full_name(self) -> str:
        return STACK


def run(account: Account, command: str, configuration: dict[str, str] | None = None, **given: Any) -> None:
    options = Options(stack="dev", command=command, **{"keep": None, "keep_days": None, **given})
    engine = cast("Engine", FakeEngine(account))
    found = StackFile(CONFIGURATION if configuration is None else configuration)
    Command(engine, found, cast("RealAccount", account), account.time.clock).run(options)


def restore(account: Account, **given: Any) -> None:
    run(account, "restore", **{"backup": None, "from_schema": None, **given})


def test_list_what_was_taken(capsys: pytest.CaptureFixture[str]) -> None:
    account = standalone()
    run(account, "list")
    assert capsys.readouterr().out == "There is none: make backup takes one.\n"
    run(account, "take")
    taken = capsys.readouterr().out
    run(account, "list")
    assert taken.endswith(capsys.readouterr().out)
    assert f"whole, by hand, services suspended, Milvus 2.5.27, stack {STACK}\n" in taken
    assert "CREATED, 10 GiB, data of MILVUS_DEMO.PUBLIC.MILVUS, instance 0\n" in taken


@pytest.mark.parametrize("command", ["take", "restore"])
def test_a_snapshot_without_the_bucket_is_none(command: str) -> None:
    account = Account({"ETCD": Service({"data": ""}), "PROXY": Service(storage="s3.example.org")})
    with pytest.raises(BackupError, match=r"the object storage is s3\.example\.org.*make backup EXPORT=1"):
        run(account, command, backup=None, from_schema=None)
    assert account.steps == []
    account.services["PROXY"].storage = "etcd"  # a service of the stack's own
    assert account.found().bucket_outside is None


def test_say_what_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    account = standalone()
    run(account, "take", keep=7)
    assert capsys.readouterr().out.endswith("dropped: none\n")
    assert len(account.snapshots) == 1


OLDEST, OLDER = "20200101T000000Z", "20200202T000000Z"  # of years before any run of this test
EVER = 365 * 500


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        ({}, None),
        ({"keep": 1}, [OLDEST, OLDER]),
        ({"keep": 2}, [OLDEST]),
        ({"keep": 3}, []),
        ({"keep_days": 30}, [OLDEST, OLDER]),
        ({"keep_days": EVER}, []),
        ({"keep": 2, "keep_days": EVER}, [OLDEST]),
    ],
)
def test_export_and_drop_what_is_not_kept(
    given: dict[str, Any], gone: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    account = ExportingAccount(exports=(OLDEST, OLDER))
    run(account, "export", **given)
    made, *dropped = [it for it in capsys.readouterr().out.splitlines() if "whole, export" in it or "dropped" in it]
    assert dropped == ([] if gone is None else [f"dropped: {it}" for it in gone] or ["dropped: none"])
    assert account.there == [*(it for it in (OLDEST, OLDER) if it not in (gone or ())), made.split()[0]]


def test_restore_and_say_what_was_there_before(capsys: pytest.CaptureFixture[str]) -> None:
    account = standalone()
    run(account, "take")
    account.services["MILVUS"].volumes["data"] = "none"
    restore(account)
    assert account.services["MILVUS"].volumes["data"] == "rows"
    assert "What was there before is in backup " in capsys.readouterr().out


def test_restore_what_another_stack_has_taken() -> None:
    account = standalone()
    run(account, "take")
    (kept,) = account.snapshots.values()
    content = {name.replace("_DEV_", "_OTHER_"): it for name, it in account.snapshots.items()}
    kept.comment = kept.comment.replace(STACK, "acme/milvus-spcs/other")
    account.snapshots = content
    with pytest.raises(BackupError, match=r"there is none in MILVUS_DEMO\.PUBLIC; there are: none"):
        restore(account)
    restore(account, from_schema=".".join(PLACE))


def test_refuse_a_schema_that_is_none() -> None:
    with pytest.raises(BackupError, match=r"FROM=nowhere: .* allowed: DATABASE\.SCHEMA"):
        restore(standalone(), from_schema="nowhere")


def test_leave_a_parked_stack_parked() -> None:
    account = standalone()
    run(account, "take", {"milvus-spcs:parked": "true"})
    assert account.services["MILVUS"].status == "SUSPENDED"
