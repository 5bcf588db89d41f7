"""The providers: explicit, one per role, made here and nowhere else."""

from __future__ import annotations

import pulumi
import pulumi_docker as docker
import pulumi_snowflake as snowflake

from components.settings import JWT, PASSWORD, PAT, Connection

# https://www.pulumi.com/registry/packages/snowflake/#preview-features
PREVIEW_FEATURES = ["snowflake_external_access_integration_resource"]


class Providers:
    """Providers of the roles that set an account up, and of Docker. The owner's comes later: its role is ours."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # The engine starts plugins one after the other, in this order: first whose objects the most others wait for.
        self.sysadmin = self._for_role("sysadmin", "SYSADMIN")
        self.useradmin = self._for_role("useradmin", "USERADMIN")
        self.accountadmin = self._for_role("accountadmin", "ACCOUNTADMIN")
        self.securityadmin = self._for_role("securityadmin", "SECURITYADMIN")
        self.docker = docker.Provider("docker")

    def owner(self, role: pulumi.Output[str]) -> snowflake.Provider:
        """The owner's provider. `role` must be an output of the grant that makes the role reachable for the
        deployer: so nobody signs in with it before the grant, and it is torn down before the grant is revoked."""
        return self._for_role("owner", role)

    def _for_role(self, name: str, role: pulumi.Input[str]) -> snowflake.Provider:
        connection, authenticator = self._connection, self._connection.authenticator
        return snowflake.Provider(
            name,
            organization_name=connection.organization_name,
            account_name=connection.account_name,
            user=connection.user,
            role=role,
            authenticator=authenticator,
            host=connection.host,
            port=connection.port,
            protocol=connection.protocol,
            preview_features_enabled=PREVIEW_FEATURES,
            password=_secret(connection.password, authenticator == PASSWORD),
            token=_secret(connection.token, authenticator == PAT),
            private_key=_secret(connection.private_key, authenticator == JWT),
            private_key_passphrase=_secret(connection.private_key_passphrase, authenticator == JWT),
        )


def _secret(value: str | None, used: bool) -> pulumi.Output[str] | None:
    """A credential as a secret, or nothing when the authenticator does not use it."""
    return pulumi.Output.secret(value) if value and used else None
