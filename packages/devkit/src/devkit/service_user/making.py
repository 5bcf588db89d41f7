"""Makes the service user by the statements that the program prints for administrators, with a key."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from devkit.service_user.credentials import Credentials

USER, ROLE = "MILVUS_DEPLOYER", "MILVUS_DEPLOYER_ROLE"


@dataclass(frozen=True)
class Site:
    """An account, and who administers it, as SNOWFLAKE_* name them."""

    variables: Mapping[str, str] = field(repr=False)

    def signed_in(self, **who: Any) -> Any:
        """A connection of whoever is given; else of the administrator."""
        given = self.variables
        administrator = {"user": given["SNOWFLAKE_USER"], "password": given["SNOWFLAKE_PASSWORD"]}
        return snowflake.connector.connect(
            account=given["SNOWFLAKE_ACCOUNT"],
            host=given["SNOWFLAKE_HOST"],
            port=int(given["SNOWFLAKE_PORT"]),
            protocol=given["SNOWFLAKE_PROTOCOL"],
            enable_server_session_keep_alive_auto_detection=False,
            **(who or administrator),
        )


def accepted(site: Site, known: Credentials) -> bool:
    """Whether the account takes the key."""
    try:
        signed_in_as(site, known, known.role).close()
    except (ValueError, snowflake.connector.errors.Error):
        return False
    return True


def signed_in_as(site: Site, known: Credentials, role: str) -> Any:
    """A connection of the service user, by its key."""
    key = _der(known.private_key)
    return site.signed_in(user=known.user, role=role, authenticator="SNOWFLAKE_JWT", private_key=key)


def make(site: Site, known: Credentials | None) -> Credentials:
    """Make the user, or mend it; a key that is known stays, since a stack's state may hold it."""
    private_key = known.private_key if known and _is_key(known.private_key) else _new_key()
    with closing(site.signed_in()) as connection, closing(connection.cursor()) as cursor:
        kept = _registered(cursor)
        public_key = _public(private_key)
        connection.execute_string(_statements(public_key))
        # so that who administers the local account can use what is deployed there
        cursor.execute(f"GRANT ROLE {ROLE} TO USER {site.variables['SNOWFLAKE_USER']}")
        if kept and kept != _body(public_key):
            # whoever signs in with the one before, as a stack that was made with it, still can
            cursor.execute(f"ALTER USER {USER} SET RSA_PUBLIC_KEY_2 = '{kept}'")
        return Credentials(USER, ROLE, private_key)


def _registered(cursor: Any) -> str | None:
    """The public key that the user has, where there is one."""
    if not cursor.execute(f"SHOW USERS LIKE '{USER}'").fetchall():
        return None
    rows = {row[0]: row[1] for row in cursor.execute(f"DESCRIBE USER {USER}").fetchall()}
    found = rows.get("RSA_PUBLIC_KEY")
    return None if found in (None, "", "null") else str(found)


def _statements(public_key: str) -> str:
    """As `make bootstrap-sql` prints them."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(public_key)
        file.flush()
        command = [sys.executable, "-m", "components.bootstrap", "--role", ROLE, "--user", USER, "--public-key"]
        return subprocess.run([*command, file.name], stdout=subprocess.PIPE, text=True, check=True).stdout


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _is_key(pem: str) -> bool:
    try:
        _der(pem)
    except ValueError:
        return False
    return True


def _der(pem: str) -> bytes:
    """As every version of the connector takes it."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public(pem: str) -> str:
    key = serialization.load_pem_private_key(pem.encode(), None).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _body(pem: str) -> str:
    return "".join(pem.strip().splitlines()[1:-1])
