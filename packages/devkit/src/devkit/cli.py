"""`python -m devkit COMMAND`; the Makefile's targets call it. Runs on a bare python3."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from devkit import (
    account_env,
    backups,
    checks,
    doctor,
    environment,
    healing,
    local_account,
    local_run,
    lock_files,
    parking,
    promote,
    registry_login,
    stack_program,
)
from devkit.accept import command as acceptance
from devkit.console import Console
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import AccountCommandError
from devkit.pull_request import comment, drift_issue

COMMANDS: dict[str, tuple[Callable[[Context], int], str]] = {
    "up": (local_run.up, "from whatever there is to the notebook's answer"),
    "preview": (local_run.preview, "what up would change"),
    "down": (local_run.down, "destroy the stack, stop the account, leave nothing"),
    "account": (local_run.account, "start the local account alone"),
    "check": (checks.check, "lint, types and import contracts"),
    "test": (checks.test, "what check does, and every test"),
    "soak": (checks.soak, "kills, fuzzing and load at full counts"),
    "verify-account": (checks.verify_account, "ask a real account who may do what"),
    "clean": (local_run.clean, "remove images, registry storage and caches"),
    "doctor": (doctor.doctor, "which engine, plugins, Docker and registry are in use"),
    "status": (lambda context: _account(context, "status"), "services, containers, endpoints"),
}

# what takes the stack, and nothing else
OF_A_STACK: dict[str, tuple[Callable[[Context, str | None], int], str]] = {
    "park": (parking.park, "suspend services and compute pools, which keep what they hold"),
    "unpark": (parking.unpark, "have what is parked run again"),
    "metrics": (
        partial(stack_program.run, module="components.metrics"),
        "what its containers write of themselves to their logs",
    ),
    "cost": (partial(stack_program.run, module="components.cost"), "what runs, since when, and its credits an hour"),
}

# programs that print, with their options
PRINTING = {
    "bootstrap-sql": (
        "components.bootstrap",
        ("role", "user", "public-key", "issuer", "subject"),
        "print what an administrator of an account runs once",
    ),
    "size": (
        "components.sizing",
        ("rows", "dim", "index", "element", "fields", "replicas"),
        "memory, disk and family that a collection takes",
    ),
}
BENCH_OPTIONS = ("runs", "rows", "delays")
PREVIEW_OPTIONS = {
    "base": "branch, tag or commit",
    "stack": "whose Pulumi.<stack>.yaml is taken",
    "report": "directory",
}
DEPLOYMENTS = {
    "deploy-preview": ("report", "what deploy would do"),
    "deploy": ("approved", "pulumi up, no further than was approved"),
    "drift": ("report", "what others have changed in the account"),
}
# of programs whose output is for a file or a worksheet
QUIET = ("bootstrap-sql", "preview-diff", "deploy-preview", "drift")
POSTED = {
    "preview-comment": (comment.command, "post what preview-diff has left to its pull request"),
    "drift-issue": (drift_issue.command, "open, update or close the issue of a drift"),
}
REGISTRY_FLAGS = ("remove", "keep-session")
HEAL_FLAGS = ("force", "forget")
PROMOTE_OPTIONS = ("from", "to", "repository")


def main(arguments: Sequence[str]) -> int:
    """Exit codes: 2 what a person has to mend, 130 and 143 interrupted, else the code of what ran."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _terminate)
    console = Console(sys.stderr) if options.command in QUIET else Console()
    context = Context.of_clone(console)
    try:
        return _run(context, options)
    except AccountCommandError as error:
        return error.code
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: the same command goes on from here", file=sys.stderr)
        return 130


def _run(context: Context, options: argparse.Namespace) -> int:
    if options.command in PRINTING:
        module, names, _ = PRINTING[options.command]
        return checks.program(context, module, _given(options, names))
    if options.command in ("preview-diff", *POSTED, *DEPLOYMENTS):
        return _of_ci(context, options)
    if options.command == "env":
        return _env(context, options.stack, options.connection)
    if options.command == "promote":
        local = environment.STACK in (vars(options)["from"], options.to)
        return promote.command(context, _given(options, PROMOTE_OPTIONS), local=local)
    if options.command in backups.COMMANDS:
        replace = _flags(options, ["replace"]) if options.command == backups.REPLACING else []
        given = _given(options, backups.COMMANDS[options.command][0])
        return backups.command(context, options.command, options.stack, [*given, *replace])
    if options.command in (*OF_A_STACK, "registry-login", "heal", "import-file"):
        return _of_a_stack(context, options)
    if options.command == "accept":
        notebook = None if options.without_notebook else acceptance.NOTEBOOK
        return acceptance.command(context, acceptance.Options(options.stack, options.into, notebook))
    return _of_the_clone(context, options)


def _of_the_clone(context: Context, options: argparse.Namespace) -> int:
    if options.command == "bench":
        return checks.bench(context, _given(options, BENCH_OPTIONS))
    if options.command == "logs":
        return _account(context, "logs", options.service)
    if options.command == "lock":
        return lock_files.write(context, upgrade=options.upgrade)
    return COMMANDS[options.command][0](context)


def _of_a_stack(context: Context, options: argparse.Namespace) -> int:
    if options.command == "registry-login":
        return registry_login.command(context, options.stack, _flags(options, REGISTRY_FLAGS))
    if options.command == "heal":
        return healing.command(context, options.stack, _flags(options, HEAL_FLAGS))
    if options.command == "import-file":
        arguments = ["--file", options.file] if options.file else []
        return stack_program.run(context, options.stack, "components.import_file", arguments)
    return OF_A_STACK[options.command][0](context, options.stack)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devkit", description="Everything around the stack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in COMMANDS.items():
        commands.add_parser(name, help=text)
    bench = commands.add_parser("bench", help="how long the stack takes, beside Terraform or OpenTofu")
    for name in BENCH_OPTIONS:
        bench.add_argument(f"--{name}", help="as of python -m devkit.bench")
    commands.add_parser("logs", help="a service's log").add_argument("service", help="NAME, or DATABASE.SCHEMA.NAME")
    env = commands.add_parser("env", help="print a line for eval")
    env.add_argument("--stack", help="one of a real account; without it, of the local run")
    env.add_argument("--connection", help="of Snowflake's clients, for that stack; without it, their default one")
    registry = commands.add_parser("registry-login", help="have Docker sign in to an account's registry by itself")
    registry.add_argument("--stack", help="one of a real account; without it, of the local run")
    for name in REGISTRY_FLAGS:
        registry.add_argument(f"--{name}", dest=name, action="store_true", help="as of components.registry_login")
    accept = commands.add_parser("accept", help="a stack's life on an account, beside what the local one answered")
    accept.add_argument("--stack", help="whose account and configuration; without it, of the local run")
    accept.add_argument("--into", type=Path, help="directory for report and transcript; without it, in .local/accept")
    accept.add_argument("--without-notebook", action="store_true", help="leave the guide's answer out")
    heal = commands.add_parser("heal", help="take up a stack of which a run was killed")
    heal.add_argument("--stack", help="one of a real account; without it, of the local run")
    for name in HEAL_FLAGS:
        heal.add_argument(f"--{name}", action="store_true", help="as of python -m components.recovery")
    importing = commands.add_parser("import-file", help="what a stack can take over of what is in its account")
    importing.add_argument("--stack", help="one of a real account; without it, of the local run")
    importing.add_argument("--file", help="what to write; import-<stack>.json without it")
    backups.add_parsers(commands)
    for name, (_, text) in OF_A_STACK.items():
        commands.add_parser(name, help=text).add_argument(
            "--stack", help="of a real account; without it, the local one"
        )
    promoting = commands.add_parser("promote", help="copy a stack's images for another one, and name their digests")
    for name in PROMOTE_OPTIONS:
        promoting.add_argument(f"--{name}", required=name != "repository", help="as of python -m components.promote")
    lock = commands.add_parser("lock", help="write the lock files from the requirement files")
    lock.add_argument("--upgrade", action="store_true", help="take newer versions where the requirements allow them")
    _add_printing(commands)
    preview = commands.add_parser("preview-diff", help="what the clone's files change, against another revision")
    for name, text in PREVIEW_OPTIONS.items():
        preview.add_argument(f"--{name}", help=text)
    for name, (_, text) in POSTED.items():
        posted = commands.add_parser(name, help=text)
        posted.add_argument("--report", required=True, help="directory that the command before it has written")
    for name, (directory, text) in DEPLOYMENTS.items():
        deployment = commands.add_parser(name, help=text)
        deployment.add_argument("--stack", required=True, help="one of a real account")
        deployment.add_argument(f"--{directory}", help="directory of the report")
    return parser


def _add_printing(commands: Any) -> None:
    for name, (module, options, text) in PRINTING.items():
        printing = commands.add_parser(name, help=text)
        for option in options:
            printing.add_argument(f"--{option}", dest=option, help=f"as of python -m {module}")


def _env(context: Context, stack: str | None, connection: str | None) -> int:
    if stack not in (None, environment.STACK):
        return account_env.env(context, stack, connection)
    if connection is not None:
        raise ToolchainError("CONNECTION is for a stack of a real account. Run: make env STACK=… CONNECTION=…")
    return local_run.env(context)


def _flags(options: argparse.Namespace, names: Sequence[str]) -> list[str]:
    return [f"--{name}" for name in names if vars(options)[name]]


def _of_ci(context: Context, options: argparse.Namespace) -> int:
    if options.command in POSTED:
        return POSTED[options.command][0](context.paths.root / options.report, os.environ)
    if options.command in DEPLOYMENTS:
        directory, _ = DEPLOYMENTS[options.command]
        return checks.deployment(context, options.command, _given(options, ("stack", directory)))
    return checks.preview_diff(context, _given(options, PREVIEW_OPTIONS))


def _given(options: argparse.Namespace, names: Iterable[str]) -> list[str]:
    """Those of a program, as they were given."""
    found = {name: value for name in names if (value := vars(options)[name]) is not None}
    return [part for name, value in found.items() for part in (f"--{name}", value)]


def _account(context: Context, *arguments: str) -> int:
    if not context.paths.python.exists() or local_account.read(context.paths) is None:
        raise ToolchainError(local_account.NOT_STARTED)
    return local_account.command(context, arguments)


def _terminate(*_: object) -> None:
    raise SystemExit(143)
