"""Refusals to sign in, in words: what is wrong, and what to do."""

from __future__ import annotations

import re

from components.connection import Connection
from components.problems import Problem
from components.settings_table import JWT, OAUTH, PASSWORD, PAT, WORKLOAD_IDENTITY

ROLE_NOT_GRANTED = 390189
# numbers of the driver's own, for an account that did not answer as one: https://docs.snowflake.com/en/developer-guide/python-connector
_OF_THE_DRIVER = range(1, 390000)
_AROUND_THE_REASON = re.compile(r"^(Failed to login: )?(Login error: )?|,? code: \d+$")

# by authenticator: what can be signed in with, and where to look when it is refused
_PROOFS = {
    PASSWORD: (
        "a user of the account with that password, where it lets this user sign in with a password alone",
        "check user and password, or sign in with a key pair (docs/real-account.md)",
    ),
    JWT: (
        "a user of the account who has the public key that belongs to the private key",
        "check the user, and set RSA_PUBLIC_KEY of that user to the public key (make bootstrap-sql prints how)",
    ),
    PAT: (
        "a token that has neither expired nor been removed, used from where its user's network policy allows it",
        "look at SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER {user}, and sign in with one that holds",
    ),
    OAUTH: ("an OAuth token that has not expired", "get a new one"),
    WORKLOAD_IDENTITY: (
        "a token that has not expired, of the identity that the user's WORKLOAD_IDENTITY names",
        "compare it with DESCRIBE USER {user}",
    ),
}


def refusal(connection: Connection, role: str, number: int, said: str) -> Problem:
    """What is wrong, by the number and the sentence that the driver has of it."""
    reason = _AROUND_THE_REASON.sub("", said).rstrip(". ")
    if number == ROLE_NOT_GRANTED:
        return _role(connection, role)
    return _unreachable(connection, reason) if number in _OF_THE_DRIVER else _credentials(connection, reason)


def _role(connection: Connection, role: str) -> Problem:
    return Problem(
        f"role {role}",
        f"not there, or not granted to {connection.user}",
        "a role that the user holds",
        f"let an administrator GRANT ROLE {role} TO USER {connection.user}, or name another one "
        "(snowflake:role, or milvus-spcs:roles where it makes a part of the stack)",
    )


def _unreachable(connection: Connection, reason: str) -> Problem:
    host = connection.host or f"{connection.account}.snowflakecomputing.com".lower().replace("_", "-")
    place = f"{host}:{connection.port}" if connection.port else host
    wrong = "snowflake:host and snowflake:port" if connection.host else "snowflake:organizationName and accountName"
    return Problem(
        f"account {connection.account}",
        f"not to be reached at {place}: {reason}",
        "the name of an account that answers",
        f"check {wrong}, and the way there (network, proxy, firewall)",
    )


def _credentials(connection: Connection, reason: str) -> Problem:
    allowed, remedy = _PROOFS[connection.credentials.authenticator]
    user = connection.user
    return Problem(
        f"signing in to {connection.account} as {user}", f"refused: {reason}", allowed, remedy.format(user=user)
    )
