"""A user of a local account who signs in in several ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from spcs_local.testing import LocalAccount, TokenIssuer

USER, ROLE, PASSWORD = "DEPLOYER", "DEPLOYER_ROLE", "deployer's secret"
WAYS = ("password", "key", "token")


@dataclass(frozen=True)
class Deployer:
    """The account, and what its user signs in with."""

    account: LocalAccount
    key: str = field(repr=False)
    token: str = field(repr=False)

    def variables(self, way: str = "key") -> dict[str, str]:
        """The environment of who signs in so."""
        return self._variables(
            {
                "password": {"AUTHENTICATOR": "SNOWFLAKE", "PASSWORD": PASSWORD},
                "key": {"AUTHENTICATOR": "SNOWFLAKE_JWT", "PRIVATE_KEY": self.key},
                "token": {"AUTHENTICATOR": "PROGRAMMATIC_ACCESS_TOKEN", "TOKEN": self.token},
            }[way]
        )

    def _variables(self, credentials: dict[str, str]) -> dict[str, str]:
        place = {name: str(self.account.connection[name]) for name in ("host", "port", "protocol")}
        organization, _, name = str(self.account.connection["account"]).partition("-")
        values = {
            **{key.upper(): value for key, value in place.items()},
            "ORGANIZATION_NAME": organization,
            "ACCOUNT_NAME": name,
            "USER": USER,
            "ROLE": ROLE,
            **credentials,
        }
        return {f"SNOWFLAKE_{key}": value for key, value in values.items()}

    def variables_of(self, issuer: TokenIssuer, way: str) -> dict[str, str]:
        """The same with a token of an issuer, as a workload identity or as OAuth's."""
        if way == "identity":
            who = f"(TYPE = OIDC ISSUER = '{issuer.url}' SUBJECT = 'job')"
            self.run(
                f"ALTER USER {USER} UNSET PASSWORD",
                f"ALTER USER {USER} SET TYPE = SERVICE",
                f"ALTER USER {USER} SET WORKLOAD_IDENTITY = {who}",
            )
            beside = {"AUTHENTICATOR": "WORKLOAD_IDENTITY", "WORKLOAD_IDENTITY_PROVIDER": "OIDC"}
            # else the driver sends such tokens to Snowflake alone
            beside["WIF_ALLOWED_HOST_SUFFIXES"] = "127.0.0.1"
            return self._variables({**beside, "TOKEN": issuer.token("job")})
        self.run(
            "CREATE SECURITY INTEGRATION OAUTH TYPE = EXTERNAL_OAUTH ENABLED = TRUE EXTERNAL_OAUTH_TYPE = CUSTOM"
            f" EXTERNAL_OAUTH_ISSUER = '{issuer.url}' EXTERNAL_OAUTH_JWS_KEYS_URL = '{issuer.keys_url}'"
            " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
            " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'"
        )
        token = issuer.token(USER, "https://local-dev.snowflakecomputing.com", scp=f"session:role:{ROLE.lower()}")
        return self._variables({"AUTHENTICATOR": "OAUTH", "TOKEN": token})

    def run(self, *statements: str) -> list[Any]:
        """As the administrator; the rows of the last one."""
        options = {"enable_server_session_keep_alive_auto_detection": False}
        with snowflake.connector.connect(**self.account.connection, **options) as opened, opened.cursor() as cursor:
            rows = [cursor.execute(statement).fetchall() for statement in statements]
        return list(rows[-1])

    def who(self, token: str) -> tuple[str, str | None]:
        """Whose a token is and with which role, as the account's registry asks. Raises SnowflakeError."""
        found = self.account.account.model.authenticate_token(token)
        return found.user, found.role


def make(account: LocalAccount) -> Deployer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    body = "".join(public.decode().strip().splitlines()[1:-1])
    found = Deployer(account, pem, "")
    ((_, token),) = found.run(
        f"CREATE ROLE {ROLE}",
        f"CREATE USER {USER} PASSWORD = $${PASSWORD}$$ RSA_PUBLIC_KEY = '{body}' DEFAULT_ROLE = {ROLE}",
        f"GRANT ROLE {ROLE} TO USER {USER}",
        f"ALTER USER {USER} ADD PROGRAMMATIC ACCESS TOKEN PUSHING",
    )
    return Deployer(account, pem, str(token))
