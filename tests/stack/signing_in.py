"""Users of an account who hold the deployer's role, and each way in which they sign in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from devkit.bench.workspace import Workspace
from devkit.service_user.making import ROLE, Site
from spcs_local.testing import TokenIssuer

PROGRAM, PERSON = "SOMEBODYS_PIPELINE", "SOMEBODY_AT_WORK"
# the drivers send such tokens to hosts of Snowflake alone
IDENTITIES_GO_TO = {"SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES": "127.0.0.1"}


@dataclass(frozen=True)
class Way:
    """By variables of the environment; `proofs` are what nobody may read."""

    variables: Mapping[str, str]
    proofs: tuple[str, ...]


def administrate(workspace: Workspace, *statements: str) -> list[Any]:
    """The rows of the last one."""
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        return [list(cursor.execute(statement).fetchall()) for statement in statements][-1]


def make_users(workspace: Workspace, issuer: TokenIssuer) -> None:
    """A program without a way to sign in but the issuer's tokens, and a person without one."""
    identity = f"WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = '{issuer.url}' SUBJECT = 'job')"
    administrate(
        workspace,
        f"CREATE USER {PROGRAM} TYPE = SERVICE DEFAULT_ROLE = {ROLE} {identity}",
        f"CREATE USER {PERSON} TYPE = PERSON DEFAULT_ROLE = {ROLE}",
        *(f"GRANT ROLE {ROLE} TO USER {name}" for name in (PROGRAM, PERSON)),
        "CREATE SECURITY INTEGRATION ISSUED TYPE = EXTERNAL_OAUTH ENABLED = TRUE EXTERNAL_OAUTH_TYPE = CUSTOM "
        f"EXTERNAL_OAUTH_ISSUER = '{issuer.url}' EXTERNAL_OAUTH_JWS_KEYS_URL = ('{issuer.keys_url}') "
        "EXTERNAL_OAUTH_AUDIENCE_LIST = ('account') EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub' "
        "EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME' EXTERNAL_OAUTH_ANY_ROLE_MODE = 'ENABLE'",
    )


def by_key(workspace: Workspace) -> Way:
    """A new key, encrypted; the one before is worth nothing any more."""
    key, passphrase = rsa.generate_private_key(public_exponent=65537, key_size=2048), secrets.token_hex()
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption).decode()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    administrate(workspace, f"ALTER USER {PROGRAM} SET RSA_PUBLIC_KEY = '{''.join(public.strip().splitlines()[1:-1])}'")
    variables = {"PRIVATE_KEY": pem, "PRIVATE_KEY_PASSPHRASE": passphrase}
    return _way(PROGRAM, "SNOWFLAKE_JWT", variables, (passphrase, *pem.strip().splitlines()[1:-1]))


def by_profile(way: Way, directory: Path) -> Way:
    """The same in a file of the provider's, in place of variables."""
    file = directory / "config"
    names = ("USER", "AUTHENTICATOR", "PRIVATE_KEY", "PRIVATE_KEY_PASSPHRASE")
    values = [f"{name.lower()} = {json.dumps(way.variables[f'SNOWFLAKE_{name}'])}" for name in names]
    file.write_text("\n".join(["[default]", *values]), encoding="utf-8")
    file.chmod(0o600)
    return Way({"SNOWFLAKE_CONFIG_PATH": str(file)}, way.proofs)


def by_password(workspace: Workspace) -> Way:
    password = secrets.token_urlsafe()
    administrate(workspace, f"ALTER USER {PERSON} SET PASSWORD = '{password}'")
    return _way(PERSON, "SNOWFLAKE", {"PASSWORD": password}, (password,))


def by_access_token(workspace: Workspace) -> Way:
    """Of a person: a program's is for one role alone, which cannot be the owners' as well."""
    name = f"TOKEN_{secrets.token_hex(4).upper()}"
    ((_, token),) = administrate(workspace, f"ALTER USER {PERSON} ADD PROGRAMMATIC ACCESS TOKEN {name}")
    return _way(PERSON, "PROGRAMMATIC_ACCESS_TOKEN", {"TOKEN": token}, (token,))


def by_oauth(issuer: TokenIssuer) -> Way:
    token = issuer.token(PROGRAM, audience="account", scp="session:role-any")
    return _way(PROGRAM, "OAUTH", {"TOKEN": token}, (token, token.rpartition(".")[2]))


def by_workload_identity(issuer: TokenIssuer, seconds: float = 300) -> Way:
    token = issuer.token("job", seconds=seconds)
    variables = {"TOKEN": token, "WORKLOAD_IDENTITY_PROVIDER": "OIDC"}
    return _way(PROGRAM, "WORKLOAD_IDENTITY", variables, (token, token.rpartition(".")[2]))


def _way(user: str, authenticator: str, variables: Mapping[str, str], proofs: tuple[str, ...]) -> Way:
    given = {"USER": user, "AUTHENTICATOR": authenticator, **variables}
    return Way({**{f"SNOWFLAKE_{name}": text for name, text in given.items()}, **IDENTITIES_GO_TO}, proofs)
