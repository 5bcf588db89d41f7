"""Providers that were destroyed before what they made: put back, so that the engine can look at it and drop it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from components.connection import Connection
from components.deployment import PROVIDER, Deployment, State
from components.providers import OF_ROLE, SNOWFLAKE, as_texts, snowflake_settings, version_of
from components.secret import Secret
from components.stack_file import StackFile

# https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/sig/sig.go
_SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
DYNAMIC = "pulumi-python"  # the engine gives it the stack's whole configuration


@dataclass(frozen=True)
class LostProviders:
    """What their inputs are made of."""

    configuration: StackFile
    connection: Connection

    def put_back(self, deployment: Deployment, resource: State, owner: str | None) -> str | None:
        """Add the resource's provider to the state where that has it no more; the line that says so.

        One of Snowflake is of the role that owns the object by now, or else of the role that its name tells.
        """
        urn, _, id_ = str(resource.get("provider", "")).rpartition("::")
        if deployment.provider_of(resource) is not None or not urn:
            return None
        type_, name = urn.split("::")[-2:]
        package = type_.removeprefix(PROVIDER)
        inputs = self._of_role(owner or self._role(name)) if package == SNOWFLAKE else self._configured()
        made = {"urn": urn, "custom": True, "id": id_, "type": type_}
        deployment.add_provider({**made, "inputs": inputs, "outputs": inputs})
        return f"provider {name}: was gone, and is in the state again"

    def _role(self, name: str) -> str:
        return name.removesuffix(OF_ROLE).upper() if name.endswith(OF_ROLE) else self.connection.role

    def _of_role(self, role: str) -> State:
        settings = as_texts(snowflake_settings(self.connection, role))
        return {**{key: _plain(it) for key, it in settings.items()}, "version": version_of(SNOWFLAKE)}

    def _configured(self) -> State:
        source = self.configuration
        return {key: _plain(Secret(it) if source.is_secret(key) else it) for key, it in source.values.items()}


def _plain(value: Any) -> Any:
    """As an import takes it: the engine encrypts secrets before it keeps them."""
    return {**_SECRET, "plaintext": json.dumps(value.reveal())} if isinstance(value, Secret) else value
