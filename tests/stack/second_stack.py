"""Another stack in the account of a first one, under names of its own, which takes what the first one has kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from devkit import environment
from devkit.context import Context
from devkit.testing.engine import Engine
from tests.stack import clusters
from tests.stack.backups import backup

NAME, PREFIX = "second", "SECOND_"
SCHEMA = "MILVUS_DEMO.PUBLIC"  # of the first one
UP = ("up", "--yes", "--skip-preview")


@contextmanager
def opened(first: Engine) -> Iterator[Engine]:
    """Up, with the first one's configuration. That one is parked meanwhile, and runs again afterwards: containers are
    found by their names in specifications, whichever stack they are of."""
    first.must("config", "set", "parked", "true")
    try:
        first.must(*UP)
        second = _made(first)
        try:
            second.must(*UP, "--stack", NAME)
            yield second
        finally:
            second.must("destroy", "--yes", "--skip-preview", "--stack", NAME)
    finally:
        first.must("config", "rm", "parked")
        first.must(*UP)


def _made(first: Engine) -> Engine:
    """Of which nothing is there yet."""
    file = first.context.paths.local / f"Pulumi.{NAME}.yaml"
    second = Engine(first.context, {**first.environment, "PULUMI_OPTION_CONFIG_FILE": str(file)})
    second.must("stack", "init", NAME)
    (first.directory / f"Pulumi.{NAME}.yaml").unlink()
    shutil.copyfile(environment.stack_file(first.context.paths), file)
    second.must("config", "rm", "parked", "--stack", NAME)
    second.must("config", "set", "namePrefix", PREFIX, "--stack", NAME)
    return second


def restore(second: Engine) -> None:
    """The newest snapshots of the first one (docs/backup.md)."""
    said = backup(second, "restore", "--from-schema", SCHEMA, stack=NAME)
    assert "What was there before is in backup" in said


def take_export(second: Engine, place: str) -> str:
    """From the first one's stage, which the owner may use as docs/backup.md has it; what is said."""
    _let_read(second.context, f"{PREFIX}MILVUS_OWNER_ROLE")
    return backup(second, "import", "--export", place, "--replace", stack=NAME)


def _let_read(context: Context, role: str) -> None:
    database, _ = SCHEMA.split(".")
    with clusters.signed_in(context, "ACCOUNTADMIN") as connection:
        for grant in (
            f"USAGE ON DATABASE {database}",
            f"USAGE ON SCHEMA {SCHEMA}",
            f"READ, WRITE ON STAGE {SCHEMA}.DATA",
        ):
            connection.cursor().execute(f"GRANT {grant} TO ROLE {role}")
