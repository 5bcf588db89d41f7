"""The account's command line."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spcs_local import daemon
from spcs_local.presence import AlreadyRunningError, read_information
from spcs_local.settings import ADAPTERS, Settings, SettingsError, behaviour_from, ports_from
from spcs_local.sockets import remove_directory

_PORTS = {"account_port": 7878, "registry_port": 7879, "ingress_port": 7880}
_SECRETS_MODE = 0o077


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    os.umask(_SECRETS_MODE)
    try:
        return int(options.run(options) or 0)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except AlreadyRunningError as error:
        print(f"{error}", file=sys.stderr)
        return 0
    except daemon.StartFailedError as error:
        print(f"error: the local account did not start: {str(error).removeprefix('error: ')}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run() -> None:
    """The command `spcs-local`."""
    sys.exit(main(sys.argv[1:]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spcs-local", description="The embedded local Snowflake account.")
    commands = parser.add_subparsers(required=True, metavar="start|serve|stop|status|logs")
    for name, run, text in (
        ("start", _start, "start in the background and say where it is"),
        ("serve", _serve, "serve in the foreground"),
        ("stop", _stop, "stop, and remove what it made in Docker"),
        ("status", _status, "services, containers, endpoints"),
        ("logs", _logs, "the log of a service"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        command.add_argument("--home", type=Path, default=Path(".local"), help="its files (default .local)")
        if name == "logs":
            command.add_argument("service", help="NAME, or DATABASE.SCHEMA.NAME")
            command.add_argument("--lines", type=int, default=200)
        if name in ("start", "serve"):
            _add_settings(command)
    return parser


def _add_settings(command: argparse.ArgumentParser) -> None:
    for name, port in _PORTS.items():
        command.add_argument(f"--{name.replace('_', '-')}", type=int, help=f"default {port}; 0 lets the system choose")
    command.add_argument("--adapter", choices=ADAPTERS, default="docker")
    command.add_argument("--set", action="append", default=[], metavar="name=value", dest="pairs")


def _settings(options: argparse.Namespace) -> Settings:
    ports = _PORTS | ports_from(os.environ)
    ports |= {name: value for name in _PORTS if (value := getattr(options, name)) is not None}
    for name, port in ports.items():
        if not 0 <= port <= 65535:
            raise SettingsError(f"--{name.replace('_', '-')} {port}: expected a port, 0 to 65535")
    home = options.home.resolve()
    return Settings(
        home=home,
        account_port=ports["account_port"],
        registry_port=ports["registry_port"],
        ingress_port=ports["ingress_port"],
        adapter=options.adapter,
        behaviour=behaviour_from(options.pairs),
    )


def _start(options: argparse.Namespace) -> None:
    settings = _settings(options)
    arguments = ["--home", str(settings.home), "--adapter", settings.adapter]
    for name in _PORTS:
        arguments += [f"--{name.replace('_', '-')}", str(getattr(settings, name))]
    arguments += [part for pair in options.pairs for part in ("--set", pair)]
    information, before = daemon.start(settings.home, arguments)
    print(_where(information, "is already running" if before else "runs"))


def _serve(options: argparse.Namespace) -> None:
    # the whole account, which no other command needs
    from spcs_local.registry import RegistryError
    from spcs_local.server import serve

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        serve(_settings(options))
    except RegistryError as error:
        raise SettingsError(str(error)) from error


def _stop(options: argparse.Namespace) -> None:
    from spcs_local.containers.engines import remove_leftovers

    home = options.home.resolve()
    was_running = daemon.stop(home)
    settings = Settings(home=home)
    removed = remove_leftovers(settings)
    remove_directory(settings)
    said = "stopped the local account" if was_running else "no local account was running"
    print(f"{said}; removed {removed} containers, networks and volumes" if removed else said)


def _status(options: argparse.Namespace) -> None:
    from spcs_local.status import status

    home = options.home.resolve()
    print(status(home, read_information(home)))


def _logs(options: argparse.Namespace) -> None:
    from spcs_local.status import logs

    home = options.home.resolve()
    print(logs(home, read_information(home), options.service, options.lines))


def _where(information: dict[str, Any], verb: str) -> str:
    return (
        f"the local account {information['organization']}-{information['account']} {verb}:"
        f" account http://127.0.0.1:{information['account_port']}, registry 127.0.0.1:{information['registry_port']},"
        f" ingress *.localhost:{information['ingress_port']} (process {information['pid']})"
    )
