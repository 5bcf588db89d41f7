"""`make backup` and `make restore`: what is run."""

import pytest

from devkit import cli, stack_program
from devkit.context import Context

PROGRAM = "components.backup"


def test_backup_and_restore_pass_their_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[object, ...]] = []

    def run(_context: Context, stack: str | None, module: str, arguments: list[str]) -> int:
        started.append((stack, module, *arguments))
        return 3

    monkeypatch.setattr(stack_program, "run", run)
    assert cli.main(["backup", "--stack", "dev", "--keep", "7", "--keep-days", "30"]) == 3
    assert cli.main(["backup-list"]) == 3
    assert cli.main(["restore", "--stack", "dev", "--backup", "20261128T183000Z", "--from-schema", "A.B"]) == 3
    assert cli.main(["backup-export", "--stage", "@A.B.C/d", "--keep", "2"]) == 3
    assert cli.main(["restore-export", "--export", "@A.B.C/d", "--replace"]) == 3
    assert started == [
        ("dev", PROGRAM, "take", "--keep", "7", "--keep-days", "30"),
        (None, PROGRAM, "list"),
        ("dev", PROGRAM, "restore", "--backup", "20261128T183000Z", "--from-schema", "A.B"),
        (None, PROGRAM, "export", "--stage", "@A.B.C/d", "--keep", "2"),
        (None, PROGRAM, "import", "--export", "@A.B.C/d", "--replace"),
    ]
