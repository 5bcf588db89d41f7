"""The statements that an administrator runs once, so that the stack needs no system role.

`python -m components.bootstrap` prints them; docs/real-account.md says which account needs what.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from components.checks import own_role
from components.settings_table import DEPLOYER_ROLE
from components.sql import Identifier, literal

# https://docs.snowflake.com/en/user-guide/security-access-control-privileges#global-privileges-account-level-privileges
TO_MAKE = (
    *("CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "CREATE DATABASE", "CREATE INTEGRATION"),
    "CREATE COMPUTE POOL",
)
PASSED_ON = "BIND SERVICE ENDPOINT"  # the owners of services with public endpoints need it
WHERE_REFUSED = """\
-- The role passes the next one on to owners of public endpoints. Where the account refuses that,
-- all above holds, and docs/real-account.md says what to run instead: "Where the account refuses".
"""
SMALLEST_KEY = 2048  # bits
# the second is of an issuer on this machine, which the local account alone takes
_ISSUER = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://127\.0\.0\.1(:\d+)?")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class WorkloadIdentity:
    """Whom an issuer's tokens are for, such as a job of CI: https://docs.snowflake.com/en/user-guide/workload-identity-federation"""

    issuer: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Deployer:
    """The user whom programs sign in as, and the role that it holds.

    `public_key` is the base64 of a PEM file's body. A service user has no password: it has a key, an identity, or both.
    """

    role: Identifier
    user: Identifier
    public_key: str | None = None
    identity: WorkloadIdentity | None = None

    def __post_init__(self) -> None:
        if not (self.public_key or self.identity):
            raise ValueError(
                "public_key and identity are None; allowed: one of them, or both. To do: give the user one"
            )


def statements(deployer: Deployer) -> list[str]:
    """In their order, the one that an account may refuse behind all others; run again they change nothing but the
    user's way to sign in."""
    role, user = deployer.role.quoted, deployer.user.quoted
    made_for = literal("deploys the stack of Milvus on Snowpark Container Services")
    return [
        "USE ROLE ACCOUNTADMIN",
        f"CREATE ROLE IF NOT EXISTS {role} COMMENT = {made_for}",
        f"GRANT {', '.join(TO_MAKE)} ON ACCOUNT TO ROLE {role}",
        f"CREATE USER IF NOT EXISTS {user} TYPE = SERVICE DEFAULT_ROLE = {role} COMMENT = {made_for}",
        *(f"ALTER USER {user} SET {way}" for way in _ways_to_sign_in(deployer)),
        f"GRANT ROLE {role} TO USER {user}",
        f"GRANT {PASSED_ON} ON ACCOUNT TO ROLE {role} WITH GRANT OPTION",
    ]


def _ways_to_sign_in(deployer: Deployer) -> list[str]:
    ways = [f"RSA_PUBLIC_KEY = {literal(deployer.public_key)}"] if deployer.public_key else []
    if deployer.identity:
        issuer, subject = literal(deployer.identity.issuer), literal(deployer.identity.subject)
        ways.append(f"WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = {issuer} SUBJECT = {subject})")
    return ways


def issuer(text: str) -> str:
    """What tokens have in `iss`, letter for letter."""
    if _ISSUER.fullmatch(text):
        return text
    raise ValueError(f"{text!r} is no issuer; allowed: https://host/path, as `iss` of its tokens has it")


def public_key(path: Path) -> str:
    """What RSA_PUBLIC_KEY takes of a PEM file: its lines but the first and the last.

    Raises ValueError for a file that cannot be read or is no RSA public key of 2048 bits or more, the least that
    Snowflake takes: https://docs.snowflake.com/en/user-guide/key-pair-auth
    """
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        how = f"openssl rsa -in KEY -pubout makes one of a private key of {SMALLEST_KEY} bits or more"
        raise ValueError(f"{path}: no RSA public key in PEM. To do: {how}")
    return "".join(pem.decode("ascii").strip().splitlines()[1:-1])


def main(arguments: Sequence[str]) -> int:
    """Print the statements; what cannot be one ends the process with 2."""
    parser = argparse.ArgumentParser(prog="python -m components.bootstrap", description=__doc__)
    parser.add_argument(
        "--role",
        type=_said(lambda text: own_role(Identifier(text))),
        default=DEPLOYER_ROLE,
        help="the role that deploys",
    )
    parser.add_argument(
        "--user", type=_said(Identifier), default="MILVUS_DEPLOYER", help="the service user that holds it"
    )
    parser.add_argument(
        "--public-key",
        type=_said(lambda text: public_key(Path(text))),
        metavar="FILE",
        help="PEM file of the user's public key",
    )
    parser.add_argument("--issuer", type=_said(issuer), metavar="URL", help="who issues tokens of the user's workload")
    parser.add_argument("--subject", metavar="TEXT", help="the workload, as `sub` of its tokens has it")
    options = parser.parse_args(arguments)
    if bool(options.issuer) != bool(options.subject):
        parser.error("--issuer and --subject belong together")
    if not (options.public_key or options.issuer):
        parser.error("one of these is required, so that the user can sign in: --public-key, --issuer with --subject")
    identity = WorkloadIdentity(issuer=options.issuer, subject=options.subject) if options.issuer else None
    deployer = Deployer(role=options.role, user=options.user, public_key=options.public_key, identity=identity)
    *lines, last = [f"{statement};\n" for statement in statements(deployer)]
    print("".join([*lines, WHERE_REFUSED, last]), end="")
    return 0


def _said(read: Callable[[str], T]) -> Callable[[str], T]:
    """Errors of `read` as argparse prints them: behind the option's name."""

    def argument(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return argument


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
