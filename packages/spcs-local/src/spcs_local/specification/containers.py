"""The `containers` of a service specification.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from spcs_local.specification.fields import (
    AbsolutePath,
    Fields,
    Label,
    Port,
    Resources,
    Text,
    VariableName,
    VariableValue,
)


class Probe(Fields):
    """An HTTP GET that has to answer 200."""

    port: Port
    path: AbsolutePath
    period_seconds: int = Field(default=5, ge=1)
    failure_threshold: int = Field(default=3, ge=1)


class LivenessProbe(Probe):
    """A container that does not answer it starts again."""

    period_seconds: int = Field(default=10, ge=1)


class VolumeMount(Fields):
    """Where a volume lies in a container."""

    name: Label
    mount_path: AbsolutePath


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class SecretKey(Fields):
    """A Snowflake secret by its name; references are for native apps."""

    object_name: Annotated[str, StringConstraints(min_length=1)] | None = None
    object_reference: str | None = None


class Secret(Fields):
    """A secret as files in a directory or as an environment variable."""

    snowflake_secret: SecretKey | str
    secret_key_ref: Annotated[Literal["username", "password", "secret_string"], BeforeValidator(_lower)] | None = None
    env_var_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    directory_path: AbsolutePath | None = None

    @property
    def name(self) -> str:
        """The secret's own name."""
        given = self.snowflake_secret
        return given if isinstance(given, str) else given.object_name or ""


class SessionTokenConfig(Fields):
    """Where a container finds its token, and who may read it there."""

    path: AbsolutePath | None = None
    permission: Annotated[str, StringConstraints(pattern=r"^0?[0-7]{3}$")] | None = None
    mount_connection_config: Annotated[bool, Field(strict=True)] = False


class Container(Fields):
    """One container of every instance."""

    name: Label
    image: str = Field(min_length=1)
    command: tuple[Text, ...] | None = None
    args: tuple[Text, ...] | None = None
    env: dict[VariableName, VariableValue] = Field(default_factory=dict)
    readiness_probe: Probe | None = None
    liveness_probe: LivenessProbe | None = None
    volume_mounts: tuple[VolumeMount, ...] = ()
    resources: Resources = Resources()
    mount_session_token: Annotated[bool, Field(strict=True)] = True
    session_token_config: SessionTokenConfig = SessionTokenConfig()
    secrets: tuple[Secret, ...] = ()
