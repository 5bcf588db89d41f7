"""A token for an account's image registry that lives an hour: what `snow spcs image-registry login` gives Docker.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-registry-repository
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from typing import Any

from components.connection import Connection
from components.secret import Secret
from components.session import connected, sign_in_arguments

USER = "0sessiontoken"
# a token ends with its session, so nobody signs out of it: it ends by itself, hours later
STAYS = {"server_session_keep_alive": True}


@dataclass(frozen=True)
class RegistryToken:
    text: Secret
    seconds: int

    @property
    def password(self) -> Secret:
        """As the registry takes it of USER."""
        return Secret(json.dumps({"token": self.text.reveal(), "expires_in": self.seconds}))


def new_token(connection: Connection, role: str) -> RegistryToken:
    """Of a session of its own. Raises StatementError."""
    with connected(f"{connection.account} as {role}", **sign_in_arguments(connection, role), **STAYS) as opened:
        return issued(opened)


def issued(opened: Any) -> RegistryToken:
    """Of a connection's session."""
    data = rest(opened)._token_request("ISSUE")["data"]
    return RegistryToken(Secret(str(data["sessionToken"])), int(data["validityInSecondsST"]))


def rest(opened: Any) -> Any:
    """Where the connector has tokens; it warns that it may do without, and Snowflake's own command line takes it so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return opened.rest
