"""`make backup` and `make restore`: the program that takes backups of a stack and puts them in place."""

import argparse
from collections.abc import Sequence

from devkit import stack_program
from devkit.context import Context

PROGRAM = "components.backup"
# their options, and what they do
COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "backup": (("keep", "keep-days"), "snapshots of what a stack holds"),
    "backup-export": (("stage", "keep", "keep-days"), "all that Milvus holds, as files on a stage"),
    "backup-list": (("stage",), "those there are"),
    "restore": (("backup", "from-schema"), "put a backup in place"),
    "restore-export": (("export",), "put an export in place"),
}
SUBCOMMANDS = {
    "backup": "take",
    "backup-export": "export",
    "backup-list": "list",
    "restore": "restore",
    "restore-export": "import",
}
REPLACING = "restore-export"


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """For devkit's command line."""
    for name, (options, text) in COMMANDS.items():
        parser = commands.add_parser(name, help=text)
        parser.add_argument("--stack", help="of a real account; without it, the local one")
        for option in options:
            parser.add_argument(f"--{option}", dest=option, help=f"as of python -m {PROGRAM}")
        if name == REPLACING:
            parser.add_argument("--replace", action="store_true", help="collections that are there")


def command(context: Context, name: str, stack: str | None, arguments: Sequence[str]) -> int:
    """Of any stack."""
    return stack_program.run(context, stack, PROGRAM, [SUBCOMMANDS[name], *arguments])
