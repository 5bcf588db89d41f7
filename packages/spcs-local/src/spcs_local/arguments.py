"""What may be written after `spcs-local`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

from spcs_local.settings import (
    ADAPTERS,
    PORT_VARIABLES,
    Behaviour,
    Settings,
    SettingsError,
    behaviour_from,
    ports_from,
)

HOME = Path(".spcs-local")
COMMANDS = {
    "start": "start in the background, and say where it is",
    "run": "run in the foreground, until SIGINT or SIGTERM",
    "stop": "stop, and remove all that it made in Docker",
    "status": "show compute pools, services, containers and endpoints",
    "logs": "print the log of a service",
}
_STARTING = ("start", "run")

Command = Callable[[argparse.Namespace], None]


def parser_of(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Understands these commands; what it returns has the one that was asked for as `command`."""
    parser = argparse.ArgumentParser(
        prog="spcs-local",
        description="A Snowflake account on loopback, with Snowpark Container Services.",
        epilog="`spcs-local COMMAND --help` says more of a command.",
    )
    parser.add_argument("--version", action="version", version=f"spcs-local {version('spcs-local')}")
    subparsers = parser.add_subparsers(required=True, metavar="|".join(COMMANDS), title="commands")
    for name, text in COMMANDS.items():
        formatter = argparse.RawDescriptionHelpFormatter
        command = subparsers.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", formatter_class=formatter
        )
        command.set_defaults(command=commands[name])
        command.add_argument(
            "--home", default=str(HOME), metavar="DIRECTORY",
            help=f"where the account's files are, its password among them (default {HOME})",
        )  # fmt: skip
        if name == "logs":
            command.add_argument("service", help="NAME, or DATABASE.SCHEMA.NAME")
            command.add_argument("--lines", type=int, default=200, help="of each container (default 200)")
        if name in _STARTING:
            _add_settings(command)
    return parser


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that command line and environment ask for, the command line first."""
    asked = {name: value for name in PORT_VARIABLES if (value := getattr(options, name)) is not None}
    for name, port in asked.items():
        if not 0 <= port <= 65535:
            raise SettingsError(f"{_flag(name)} {port}: expected a port, 0 to 65535")
    return Settings(
        home=Path(options.home).resolve(),
        adapter=options.adapter,
        behaviour=behaviour_from(options.pairs),
        **(ports_from(os.environ) | asked),
    )


def written(settings: Settings, pairs: Sequence[str]) -> list[str]:
    """The arguments of another process that is to have these settings."""
    arguments = ["--home", str(settings.home), "--adapter", settings.adapter]
    for name in PORT_VARIABLES:
        arguments += [_flag(name), str(getattr(settings, name))]
    return arguments + [part for pair in pairs for part in ("--set", pair)]


def _add_settings(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--adapter", choices=ADAPTERS, default=Settings.adapter,
        help="docker runs services as containers; memory needs no Docker, and says that they run (default docker)",
    )  # fmt: skip
    for name, variable in PORT_VARIABLES.items():
        command.add_argument(
            _flag(name), type=int, metavar="PORT",
            help=f"default {getattr(Settings, name)}, or what {variable} says; 0 lets the system choose",
        )  # fmt: skip
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="pairs", help="one of the settings below"
    )
    lines = [f"  {f'{it.name}={_spelled(it.default)}':34}{it.metadata['meaning']}" for it in fields(Behaviour)]
    command.epilog = "\n".join(["settings, with their defaults:", *lines])


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
