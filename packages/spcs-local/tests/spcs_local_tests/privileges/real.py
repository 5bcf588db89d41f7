"""A real account, over Snowflake's connector: who signs in, and what its sessions answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import docker
import snowflake.connector
from docker.errors import DockerException

from spcs_local_tests.privileges.running import RefusedError, Rows

IMAGE_VARIABLE = "SPCS_LOCAL_VERIFY_IMAGE"
_SETTINGS = {
    "SNOWFLAKE_HOST": "host",
    "SNOWFLAKE_PORT": "port",
    "SNOWFLAKE_PROTOCOL": "protocol",
    "SNOWFLAKE_PASSWORD": "password",
    "SNOWFLAKE_PRIVATE_KEY_PATH": "private_key_file",
    "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "private_key_file_pwd",
    "SNOWFLAKE_TOKEN": "token",
}


class NotConfiguredError(Exception):
    """The environment names no account, or not how to sign in to it."""


@dataclass(frozen=True)
class ConnectorSession:
    """One session."""

    connection: Any

    def rows(self, statement: str) -> Rows:
        """The answer."""
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(statement)
                names = [column[0].lower() for column in cursor.description or ()]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except snowflake.connector.errors.Error as error:
            raise RefusedError(error.errno or 0, error.sqlstate or "", str(error.msg)) from None


def arguments(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the connector is told. Raises NotConfiguredError."""
    organization, name = (environment.get(f"SNOWFLAKE_{part}_NAME") for part in ("ORGANIZATION", "ACCOUNT"))
    account = environment.get("SNOWFLAKE_ACCOUNT") or (f"{organization}-{name}" if organization and name else None)
    missing = [] if account else ["SNOWFLAKE_ACCOUNT (or SNOWFLAKE_ORGANIZATION_NAME and SNOWFLAKE_ACCOUNT_NAME)"]
    missing += [] if environment.get("SNOWFLAKE_USER") else ["SNOWFLAKE_USER"]
    found = {argument: environment[variable] for variable, argument in _SETTINGS.items() if environment.get(variable)}
    if not found.keys() & {"password", "private_key_file", "token"}:
        missing.append("one of SNOWFLAKE_PASSWORD, SNOWFLAKE_PRIVATE_KEY_PATH, SNOWFLAKE_TOKEN")
    if missing:
        raise NotConfiguredError(f"no account to ask: set {'; '.join(missing)}. See docs/privileges.md")
    if "private_key_file" in found:
        found["authenticator"] = "SNOWFLAKE_JWT"
    elif "token" in found:
        found["authenticator"] = "PROGRAMMATIC_ACCESS_TOKEN"
    return {"account": account, "user": environment["SNOWFLAKE_USER"], **found}


@contextmanager
def open_session(given: Mapping[str, Any]) -> Iterator[ConnectorSession]:
    """Sign in, and out again. Raises NotConfiguredError when that fails."""
    try:
        # always sign out: nothing of ours goes on in the background
        connection = snowflake.connector.connect(**given, enable_server_session_keep_alive_auto_detection=False)
    except snowflake.connector.errors.Error as error:
        text = f"signing in to {given['account']} as {given['user']} failed: {error.msg}"
        raise NotConfiguredError(text) from None
    with closing(connection):
        yield ConnectorSession(connection)


def push(image: str, repository_url: str, name: str, given: Mapping[str, Any]) -> None:
    """Push an image of this machine into a repository, as the user of the sessions. Raises NotConfiguredError."""
    secret = given.get("password") or given.get("token")
    if not secret:
        raise NotConfiguredError(f"{IMAGE_VARIABLE} needs a password or a programmatic access token to push with")
    target = f"{repository_url}/{name}"
    try:
        engine = docker.from_env()
        engine.images.get(image).tag(target)
        credentials = {"username": given["user"], "password": secret}
        for line in engine.images.push(target, auth_config=credentials, stream=True, decode=True):
            if "error" in line:
                raise NotConfiguredError(f"pushing {image} to {repository_url} failed: {line['error']}")
    except DockerException as error:
        raise NotConfiguredError(f"pushing {image} to {repository_url} failed: {error}") from None
