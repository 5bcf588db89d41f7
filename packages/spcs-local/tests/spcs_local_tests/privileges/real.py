"""A real account, over Snowflake's connector: who signs in, and what its sessions answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import snowflake.connector
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from docker.errors import DockerException

from spcs_local_tests.privileges.running import RefusedError, Rows

IMAGE_VARIABLE = "SPCS_LOCAL_VERIFY_IMAGE"
_PLACE = {"SNOWFLAKE_HOST": "host", "SNOWFLAKE_PORT": "port", "SNOWFLAKE_PROTOCOL": "protocol"}
_KEY = ("SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_PATH")
# what proves who somebody is, by authenticator; the first of them that is there
_PROOFS = {
    "SNOWFLAKE_JWT": _KEY,
    "PROGRAMMATIC_ACCESS_TOKEN": ("SNOWFLAKE_TOKEN",),
    "SNOWFLAKE": ("SNOWFLAKE_PASSWORD",),
    "OAUTH": ("SNOWFLAKE_TOKEN",),
    "WORKLOAD_IDENTITY": ("SNOWFLAKE_TOKEN",),
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
    authenticator = _authenticator(environment)
    if not any(environment.get(name) for name in _PROOFS.get(authenticator, ())):
        names = dict.fromkeys(name for names in _PROOFS.values() for name in names)
        missing.append(f"one of {', '.join(names)}, and SNOWFLAKE_AUTHENTICATOR that fits ({', '.join(_PROOFS)})")
    if missing:
        raise NotConfiguredError(f"no account to ask: set {'; '.join(missing)}. See docs/privileges.md")
    place = {argument: environment[variable] for variable, argument in _PLACE.items() if environment.get(variable)}
    who = {"account": account, "user": environment["SNOWFLAKE_USER"], "authenticator": authenticator}
    return {**who, **place, **_proof(authenticator, environment)}


def _authenticator(environment: Mapping[str, str]) -> str:
    """The one that is named, or that of the strongest proof."""
    given = environment.get("SNOWFLAKE_AUTHENTICATOR", "").upper()
    fitting = (name for name, proofs in _PROOFS.items() if any(environment.get(proof) for proof in proofs))
    return given or next(fitting, "SNOWFLAKE")


def _proof(authenticator: str, environment: Mapping[str, str]) -> dict[str, Any]:
    if authenticator == "SNOWFLAKE":
        return {"password": environment["SNOWFLAKE_PASSWORD"]}
    if authenticator == "SNOWFLAKE_JWT":
        return {"private_key": _der(environment)}
    identity = {"workload_identity_provider": environment.get("SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER", "OIDC")}
    return {"token": environment["SNOWFLAKE_TOKEN"], **(identity if authenticator == "WORKLOAD_IDENTITY" else {})}


def _der(environment: Mapping[str, str]) -> bytes:
    """The key in the variable, or in the file that it names."""
    phrase = environment.get("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "")
    try:
        pem = environment.get(_KEY[0]) or Path(environment[_KEY[1]]).read_text(encoding="utf-8")
        key = load_pem_private_key(pem.encode(), phrase.encode() if "ENCRYPTED" in pem else None)
    except OSError as error:
        raise NotConfiguredError(f"{environment[_KEY[1]]}: {error.strerror}") from None
    except (ValueError, TypeError):  # its words may repeat the key
        raise NotConfiguredError("the private key, with its passphrase, is no key in PEM") from None
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


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
    secret = given.get("token" if given["authenticator"] == "PROGRAMMATIC_ACCESS_TOKEN" else "password")
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
