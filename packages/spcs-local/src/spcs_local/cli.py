"""The account's command line."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, cast

from spcs_local import daemon
from spcs_local.arguments import parser_of, settings_of, written
from spcs_local.homes import home_of, make_home
from spcs_local.log_files import LogHandler
from spcs_local.presence import AlreadyRunningError, log_path, read_information
from spcs_local.settings import Settings, SettingsError
from spcs_local.sockets import remove_directory

_SECRETS_MODE = 0o077


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    commands = {"start": _start, "run": _run, "stop": _stop, "status": _status, "logs": _logs}
    options = parser_of(commands).parse_args(arguments)
    os.umask(_SECRETS_MODE)
    try:
        options.home = home_of(options.home)
        options.command(options)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except AlreadyRunningError as error:
        print(f"{error}", file=sys.stderr)
    except daemon.StartFailedError as error:
        print(f"error: the local account did not start: {str(error).removeprefix('error: ')}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def run() -> None:
    """The command `spcs-local`."""
    sys.exit(main(sys.argv[1:]))


def _start(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    make_home(options.home)
    information, before = daemon.start(settings.home, written(settings, options.pairs))
    print(_where(information, "is already running" if before else "runs"))
    if warning := information.get("warning"):
        print(f"warning: {warning}", file=sys.stderr)
        return
    print(f"its administrator: ADMIN, with the password in {options.home / 'administrator.json'}")


def _run(options: argparse.Namespace) -> None:
    # where rich is installed, httpx would import its own command line: 3 MB that the account has no use for
    sys.modules.setdefault("rich", cast(ModuleType, None))
    # the whole account, which no other command needs
    from spcs_local.registry import RegistryError
    from spcs_local.server import serve

    settings = settings_of(options)
    make_home(options.home)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=[LogHandler(log_path(settings.home))])
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        serve(settings)
    except RegistryError as error:
        raise SettingsError(str(error)) from error


def _stop(options: argparse.Namespace) -> None:
    from spcs_local.containers.engines import remove_leftovers

    home = options.home.resolve()
    was_running = daemon.stop(home)
    settings = Settings(home=home)
    removed = remove_leftovers(settings)
    remove_directory(settings)
    said = "stopped the local account" if was_running else f"no local account was running in {home}"
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
