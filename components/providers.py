"""The providers: explicit, one per role, made here and nowhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import pulumi

from components.connection import Connection
from components.roles import Roles
from components.secret import Secret

# https://www.pulumi.com/registry/packages/snowflake/#preview-features
PREVIEW_FEATURES = ["snowflake_external_access_integration_resource"]

# A role is looked up once a process, and a role's grant is not read back. Not GRANTS_SHOW_CACHING: there a grant fails
# with "context canceled" when another one on the same object follows while it is read back.
# https://registry.terraform.io/providers/snowflakedb/snowflake/latest/docs#experimental-features
EXPERIMENTAL_FEATURES = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]

SNOWFLAKE = "snowflake"
DEPLOYER = "deployer"  # the name of the provider of the deploying role
OF_ROLE = "-role"  # what the names of other roles' providers end with; no role's name has a hyphen


class Provider(pulumi.ProviderResource):
    """A provider as its SDK would register it, without the import of the SDK: the engine can start the plugin before.

    Nor does it take anything of the environment, as the SDK's does, password and passphrase among it: the plugin reads
    the variables itself, and what is an input is in the state. `settings` have the names of the package's schema; what
    is not text goes as JSON. `of_role` is whose it is.
    """

    def __init__(
        self, package: str, name: str, settings: dict[str, Any], after: Sequence[pulumi.Resource] = ()
    ) -> None:
        self.of_role = settings.get("role")  # the SDK makes outputs of attributes that are called as inputs are
        opts = pulumi.ResourceOptions(version=version_of(package), depends_on=list(after))
        super().__init__(package, name, as_texts(settings), opts)


class Providers:
    """One a role: of those that make the parts of the stack, and of Docker for who builds images. Owners' come later:
    their roles are ours. Without `roles` the connection's makes all parts. What they make waits for `after`."""

    def __init__(
        self,
        connection: Connection,
        roles: Roles | None = None,
        *,
        builds: bool = True,
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        roles = roles or Roles.all(connection.role)
        self._connection = connection
        self._after = after
        self._known: dict[str, Provider] = {}
        # The engine starts plugins one after the other, in this order: first whose objects the most others wait for.
        self.storage = self._of(roles.storage)
        self.users = self._of(roles.users)
        self.account = self._of(roles.account)
        self.grants = self._of(roles.grants)
        host = os.environ.get("DOCKER_HOST") or None
        self.docker = Provider("docker", "docker", {"host": host}, after) if builds else None

    def owner(self, key: str, role: pulumi.Input[str]) -> Provider:
        """The owner's provider. `role` must be an output of the grant that makes the role reachable for the
        deployer: so nobody signs in with it before the grant, and it is torn down before the grant is revoked. A role
        that was there before is within reach already."""
        return self._for_role(f"{key}-owner", role)

    def _of(self, role: str) -> Provider:
        name = DEPLOYER if role == self._connection.role else f"{role.lower()}{OF_ROLE}"
        if role not in self._known:
            self._known[role] = self._for_role(name, role)
        return self._known[role]

    def _for_role(self, name: str, role: pulumi.Input[str]) -> Provider:
        settings = snowflake_settings(self._connection, role)
        return Provider(SNOWFLAKE, name, {key: _input(it) for key, it in settings.items()}, self._after)


def snowflake_settings(connection: Connection, role: pulumi.Input[str]) -> dict[str, Any]:
    """Of a role's provider, by the names of the package's schema; what of the credentials is configured is Secret."""
    return {
        "organizationName": connection.organization_name,
        "accountName": connection.account_name,
        "role": role,
        "host": connection.host,
        "port": connection.port,
        "protocol": connection.protocol,
        "previewFeaturesEnabled": PREVIEW_FEATURES,
        "experimentalFeaturesEnableds": EXPERIMENTAL_FEATURES,
        **connection.configured,
    }


def version_of(package: str) -> str:
    """Of the plugin: that of the SDK which is installed."""
    return version(f"pulumi-{package}")


def as_texts(settings: Mapping[str, Any]) -> dict[str, Any]:
    """As the engine takes inputs of a provider: what is not text goes as JSON, and what is None not at all."""
    return {key: _text(value) for key, value in settings.items() if value is not None}


def _text(value: Any) -> Any:
    # compact, as the plugin writes it into the state: else each plugin would see the other's as a change
    return value if isinstance(value, str | pulumi.Output | Secret) else json.dumps(value, separators=(",", ":"))


def _input(value: Any) -> Any:
    return value.output() if isinstance(value, Secret) else value
