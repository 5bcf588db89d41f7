"""`python -m components.registry_login`: has Docker ask `docker-credential-milvus-spcs` for the account's registry.

It signs in once, by the connection of the environment or of a stack's file and the environment, and then puts the
helper into Docker's configuration.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from components import known_registries, stack_file
from components.config_reader import ConfigReader
from components.connection import Connection, load_connection
from components.credential_helper import LASTING, NAME, PROGRAM
from components.docker_config import DockerConfig, DockerConfigError, to_be_found
from components.kept_session import KeptSession
from components.known_registries import KnownRegistry, registry_host
from components.problems import SettingsError
from components.registry_token import new_token
from components.roles import Roles
from components.session import StatementError
from components.setting import SNOWFLAKE, Setting
from components.settings_table import CREDENTIALS, Connections, Table
from components.stack_file import StackFile, StackFileError


@dataclass(frozen=True)
class Login:
    """A registry, who signs in there and with which role."""

    host: str
    connection: Connection
    known: KnownRegistry
    keeps_session: bool

    @classmethod
    def of(cls, source: StackFile, environment: Mapping[str, str], host: str | None, *, keep: bool) -> Login:
        """Raises SettingsError."""
        reader = ConfigReader(source, environment)
        values = reader.values((Table.REGISTRY_HOST, Table.ROLES, Table.GUIDE_PRIVILEGES))
        reader.finish()
        connection = load_connection(source, environment)
        role = Roles.of(values, connection.role).storage  # whose the repository is
        keys = [setting.key for setting in _in_clear() if not source.is_secret(setting.key)]
        said = {key: value for key in keys if (value := source.get(key))}
        if role != connection.role:
            said[Connections.ROLE.key] = role
        return cls(
            host=host or values.optional(Table.REGISTRY_HOST) or registry_host(connection.account),
            connection=replace(connection, role=role),
            known=KnownRegistry(account=connection.account, settings=said),
            keeps_session=keep or connection.credentials.authenticator not in LASTING,
        )


def install(login: Login, environment: Mapping[str, str]) -> list[str]:
    """Sign in, then configure Docker; what is to be said of it. Raises StatementError and DockerConfigError."""
    docker, kept = DockerConfig.of(environment), KeptSession.of(login.host, environment)
    who = f"{login.connection.user} with the role {login.connection.role}"
    said = [f"Docker signs in to {login.host} as {who}, by {PROGRAM} in {docker.file}."]
    docker.set_helper(login.host, docker.helper(login.host))  # fails before anything is made, if it does
    if login.keeps_session:
        kept.begin(login.connection, login.connection.role)
        said.append(f"The session is kept in {kept.file}; where it has ended, run this again.")
    else:
        kept.end()
        new_token(login.connection, login.connection.role)
    known_registries.write(docker.directory, {**known_registries.read(docker.directory), login.host: login.known})
    docker.set_helper(login.host, NAME)
    if shutil.which(PROGRAM, path=environment.get("PATH")) is None:
        said.append(f"{PROGRAM} is not on PATH, where Docker looks for it. To do: {to_be_found(PROGRAM)}")
    return said


def remove(host: str, environment: Mapping[str, str]) -> list[str]:
    """Take it out again. Raises DockerConfigError."""
    docker = DockerConfig.of(environment)
    ours = docker.helper(host) == NAME
    if ours:
        docker.set_helper(host, None)
    known = known_registries.read(docker.directory)
    if known.pop(host, None):
        known_registries.write(docker.directory, known)
    ended = KeptSession.of(host, environment).end()
    return [f"{PROGRAM} signs in to {host} no more." if ours or ended else f"{PROGRAM} does not sign in to {host}."]


def main(arguments: Sequence[str]) -> int:
    """What cannot be done ends with 2, and nothing is changed."""
    options = _parser().parse_args(arguments)
    try:
        said = _done(options, os.environ)
    except (SettingsError, StatementError, DockerConfigError, StackFileError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n".join(said))
    return 0


def _done(options: argparse.Namespace, environment: Mapping[str, str]) -> list[str]:
    directory = Path()
    source = stack_file.read(options.stack, directory) if options.stack else StackFile({})
    if options.remove:
        return remove(options.registry_host or _host(source, environment), environment)
    if any(key in source.hidden and key.startswith(f"{SNOWFLAKE}:") for key in CREDENTIALS):
        # the helper could not open them
        source = stack_file.opened(options.stack, directory, source)
        options.keep_session = True
    login = Login.of(source, environment, options.registry_host, keep=options.keep_session)
    return install(login, environment)


def _host(source: StackFile, environment: Mapping[str, str]) -> str:
    """The registry's, of an account that need not be signed in to."""
    reader = ConfigReader(source, environment)
    given = reader.read(Table.REGISTRY_HOST)
    account = None if given else [reader.read(it) for it in (Connections.ORGANIZATION, Connections.ACCOUNT)]
    reader.finish()
    return given or registry_host("-".join(str(part) for part in account or ()))


def _in_clear() -> list[Setting[Any]]:
    """What of a connection is no secret."""
    found = [it for it in vars(Connections).values() if isinstance(it, Setting)]
    return [setting for setting in found if setting.key not in CREDENTIALS]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.registry_login", description=__doc__)
    parser.add_argument("--stack", help="whose file, Pulumi.<stack>.yaml, says what the environment does not")
    parser.add_argument("--registry-host", metavar="HOST", help="another registry than the account's, or the stack's")
    parser.add_argument("--keep-session", action="store_true", help="sign in now, for whoever cannot do so later")
    parser.add_argument("--remove", action="store_true", help="take the helper out of Docker's configuration")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
