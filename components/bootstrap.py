"""The statements that an administrator runs once, so that the stack needs no system role.

`python -m components.bootstrap` prints them; docs/real-account.md says which account needs what.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from components.checks import own_role
from components.sql import Identifier, literal

# https://docs.snowflake.com/en/user-guide/security-access-control-privileges#global-privileges-account-level-privileges
TO_MAKE = (
    *("CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "CREATE DATABASE", "CREATE INTEGRATION"),
    "CREATE COMPUTE POOL",
)
PASSED_ON = "BIND SERVICE ENDPOINT"  # the owners of services with public endpoints need it
_MARKS = ["-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"]


@dataclass(frozen=True, kw_only=True)
class Deployer:
    """The user whom programs sign in as, and the role that it holds. `public_key` is the base64 of a PEM file's body;
    `issuer` and `subject` are of the tokens of a workload."""

    role: Identifier
    user: Identifier
    public_key: str | None = None
    issuer: str | None = None
    subject: str | None = None

    def __post_init__(self) -> None:
        own_role(self.role)
        if bool(self.issuer) != bool(self.subject):
            raise ValueError("issuer and subject belong together: give both, or neither")


def statements(deployer: Deployer) -> list[str]:
    """In their order; run again they change nothing but the user's way to sign in."""
    role, user = deployer.role.quoted, deployer.user.quoted
    made_for = literal("deploys the stack of Milvus on Snowpark Container Services")
    return [
        "USE ROLE ACCOUNTADMIN",
        f"CREATE ROLE IF NOT EXISTS {role} COMMENT = {made_for}",
        f"GRANT {', '.join(TO_MAKE)} ON ACCOUNT TO ROLE {role}",
        f"GRANT {PASSED_ON} ON ACCOUNT TO ROLE {role} WITH GRANT OPTION",
        f"CREATE USER IF NOT EXISTS {user} TYPE = SERVICE DEFAULT_ROLE = {role} COMMENT = {made_for}",
        *_sign_in(deployer),
        f"GRANT ROLE {role} TO USER {user}",
    ]


def _sign_in(deployer: Deployer) -> list[str]:
    """Without a password: a service user has none."""
    user = deployer.user.quoted
    found = []
    if deployer.public_key:
        found.append(f"ALTER USER {user} SET RSA_PUBLIC_KEY = {literal(deployer.public_key)}")
    if deployer.issuer and deployer.subject:
        identity = f"TYPE = OIDC ISSUER = {literal(deployer.issuer)} SUBJECT = {literal(deployer.subject)}"
        found.append(f"ALTER USER {user} SET WORKLOAD_IDENTITY = ({identity})")
    return found


def key_body(pem: str) -> str:
    """What RSA_PUBLIC_KEY takes of a PEM file: its lines but the first and the last."""
    lines = [line.strip() for line in pem.strip().splitlines()] or [""]
    body = "".join(lines[1:-1])
    if [lines[0], lines[-1]] != _MARKS or not re.fullmatch(r"[A-Za-z0-9+/]+=*", body):
        raise ValueError("no public key in PEM: openssl rsa -in KEY -pubout makes one")
    return body


def main(arguments: Sequence[str]) -> int:
    """Print the statements; 2 for what cannot be one."""
    parser = argparse.ArgumentParser(prog="python -m components.bootstrap", description=__doc__)
    parser.add_argument("--role", default="MILVUS_DEPLOYER_ROLE", help="the role that deploys")
    parser.add_argument("--user", default="MILVUS_DEPLOYER", help="the service user that holds it")
    parser.add_argument("--public-key", type=Path, metavar="FILE", help="PEM file of the user's public key")
    parser.add_argument("--issuer", help="issuer of the workload's OIDC tokens")
    parser.add_argument("--subject", help="subject of the workload's OIDC tokens")
    options = parser.parse_args(arguments)
    try:
        deployer = Deployer(
            role=Identifier(options.role),
            user=Identifier(options.user),
            public_key=key_body(options.public_key.read_text()) if options.public_key else None,
            issuer=options.issuer,
            subject=options.subject,
        )
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("".join(f"{statement};\n" for statement in statements(deployer)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
