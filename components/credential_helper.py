"""`docker-credential-milvus-spcs`: what Docker's clients ask for a credential when they push to an account's registry.

It keeps none: each time it signs in to the account, by the connection of the environment, and gets a token that lives
an hour. The protocol: https://github.com/docker/docker-credential-helpers#development
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from components import known_registries
from components.connection import load_connection
from components.docker_config import PREFIX, DockerConfig
from components.kept_session import KeptSession
from components.known_registries import KnownRegistry
from components.problems import SettingsError
from components.registry_token import USER, RegistryToken, new_token
from components.session import StatementError
from components.settings_table import JWT, PASSWORD, PAT

NAME = "milvus-spcs"
PROGRAM = PREFIX + NAME
LASTING = (PASSWORD, PAT, JWT)  # of the ways to sign in, those that still do when a push comes


class HelperError(Exception):
    """What cannot be answered; the text says what to do."""


@dataclass(frozen=True)
class Helper:
    """Answers one request of Docker's."""

    environment: Mapping[str, str]

    def answer(self, verb: str, given: str) -> str:
        """What goes to its standard output. Raises HelperError."""
        if verb == "get":
            return self._get(given.strip())
        if verb == "list":
            return json.dumps(dict.fromkeys(self._known(), USER))
        if verb == "erase":
            self._kept(_host(given)).end()
            return ""
        if verb == "store":
            return self._store(given)
        raise HelperError(f"the request is {verb!r}; allowed: get, list, store, erase")

    def _get(self, server: str) -> str:
        host = _host(server)
        known = self._known().get(host)
        if known is None:
            raise HelperError(f"{host} is no registry that is known here. To do: make registry-login")
        try:
            password = self._token(host, known).password
        except (SettingsError, StatementError) as error:
            raise HelperError(f"{host}: {error}") from None
        return json.dumps({"ServerURL": server, "Username": USER, "Secret": password.reveal()})

    def _token(self, host: str, known: KnownRegistry) -> RegistryToken:
        kept = self._kept(host)
        try:
            connection = load_connection(known, self.environment)
        except SettingsError:
            if token := kept.token():
                return token
            raise
        _require_same(host, known.account, connection.account)
        if connection.credentials.authenticator not in LASTING:
            with suppress(StatementError):  # it has ended: what was signed in with may still do
                if token := kept.token():
                    return token
        return new_token(connection, connection.role)

    def _store(self, given: str) -> str:
        """Refuses what `docker login` would have kept, but for a token like those that come from here."""
        try:
            content = json.loads(given)
            host, user = _host(content["ServerURL"]), content["Username"]
        except (ValueError, KeyError, TypeError):
            raise HelperError("what is to be stored is no JSON with ServerURL and Username") from None
        if user != USER:
            raise HelperError(
                f"{host}: nothing is stored here; {PROGRAM} signs in by the connection of the environment, and docker "
                "login is not needed. To do: make registry-login REMOVE=1, where a password of your own shall be used"
            )
        return ""

    def _known(self) -> dict[str, KnownRegistry]:
        return known_registries.read(DockerConfig.of(self.environment).directory)

    def _kept(self, host: str) -> KeptSession:
        return KeptSession.of(host, self.environment)


def _require_same(host: str, expected: str, found: str) -> None:
    """A token of one account is nothing to show to the registry of another."""
    if expected.upper() != found.upper():
        raise HelperError(
            f"{host} is the registry of the account {expected}, but the environment's connection is to {found}. "
            "To do: set SNOWFLAKE_ORGANIZATION_NAME and SNOWFLAKE_ACCOUNT_NAME, or make registry-login anew"
        )


def _host(server: str) -> str:
    return re.sub(r"^https?://", "", server.strip()).partition("/")[0]


def main() -> int:
    """Errors go to standard output, where Docker's clients look for them, and beside it, where people do."""
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    given = sys.stdin.read() if verb in ("get", "store", "erase") else ""
    try:
        answer = Helper(os.environ).answer(verb, given)
    except HelperError as error:
        print(error)
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 1
    print(answer, end="")
    return 0
