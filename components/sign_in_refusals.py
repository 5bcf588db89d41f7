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
    OAUTH: ("an OAuth token that has not expired", "get a new one, and put it into SNOWFLAKE_TOKEN"),
    WORKLOAD_IDENTITY: (
        "a token that has not expired, of the identity that the user's WORKLOAD_IDENTITY names",
        "compare it with DESCRIBE USER {user}; one that has expired is got anew",
    ),
}

# by what the account says, whatever was signed in with: https://docs.snowflake.com/en/user-guide/security-mfa-rollout
_SAID = (
    (
        re.compile(r"multi-factor|\bMFA\b|\bTOTP\b|\bDuo\b|passcode", re.IGNORECASE),
        "a way to sign in that asks for no second factor, since nobody is there to give one",
        "sign in with a key pair, a token or a workload identity, as a user of TYPE SERVICE (make bootstrap-sql prints "
        "how; docs/real-account.md)",
    ),
    (
        re.compile(r"locked|too many failed", re.IGNORECASE),
        "a user who is not locked out",
        "wait, 15 minutes where it does not say, or let an administrator ALTER USER {user} SET MINS_TO_UNLOCK = 0; "
        "mend the password before the next run, as each one tries it",
    ),
    (
        re.compile(r"access disabled", re.IGNORECASE),
        "a user who is not disabled",
        "let an administrator ALTER USER {user} SET DISABLED = FALSE",
    ),
    (
        re.compile(r"is not allowed to access Snowflake", re.IGNORECASE),
        "an address that the network policy lets in",
        "switch the VPN on, or let an administrator look at SHOW PARAMETERS LIKE 'NETWORK_POLICY' FOR USER {user} and "
        "add this address",
    ),
)

# by why the driver has no answer of an account; the first that fits
_NO_ANSWER = (
    (
        re.compile(r"\b40[34] ", re.IGNORECASE),
        "the name of an account that there is",
        "check {wrong}: SELECT CURRENT_ORGANIZATION_NAME(), CURRENT_ACCOUNT_NAME() prints them, a locator such as "
        "AB12345 is none; or the proxy on the way, which may have answered",
    ),
    (
        re.compile(r"certificate|InvalidContentType|handshake|\btls\b|\bssl\b", re.IGNORECASE),
        "an account that answers there itself",
        "check {wrong}, and who opens TLS on the way (a company's proxy, whose certificate this machine has to trust)",
    ),
    (
        re.compile(r"lookup|name or service not known|nodename|resolve", re.IGNORECASE),
        "a host that has an address",
        "check {wrong}, and switch the VPN on where the account is reached through one",
    ),
    (
        re.compile(r""),
        "the name of an account that answers",
        "check {wrong}, and the way there (VPN, proxy as HTTPS_PROXY has it, firewall; https://status.snowflake.com)",
    ),
)


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
    allowed, remedy = next((allowed, remedy) for sign, allowed, remedy in _NO_ANSWER if sign.search(reason))
    subject, value = f"account {connection.account}", f"not to be reached at {place}: {reason}"
    return Problem(subject, value, allowed, remedy.format(wrong=wrong))


def _credentials(connection: Connection, reason: str) -> Problem:
    user, of_credential = connection.user, _PROOFS[connection.credentials.authenticator]
    said = ((allowed, remedy) for sign, allowed, remedy in _SAID if sign.search(reason))
    allowed, remedy = next(said, of_credential)
    return Problem(
        f"signing in to {connection.account} as {user}", f"refused: {reason}", allowed, remedy.format(user=user)
    )
