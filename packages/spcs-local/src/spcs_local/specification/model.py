"""A service specification as a whole.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from spcs_local.specification.containers import Container
from spcs_local.specification.fields import Fields, Label, Port
from spcs_local.specification.management import LogExporters, PlatformMonitor, ResourceManagement
from spcs_local.specification.volumes import Volume


class CorsSettings(Fields):
    """What browsers elsewhere may ask of an endpoint."""

    # the page writes these with capitals
    access_control_allow_origin: list[str] = Field(alias="Access-Control-Allow-Origin")
    access_control_allow_methods: list[str] | None = Field(default=None, alias="Access-Control-Allow-Methods")
    access_control_allow_headers: list[str] | None = Field(default=None, alias="Access-Control-Allow-Headers")
    access_control_expose_headers: list[str] | None = Field(default=None, alias="Access-Control-Expose-Headers")


class Endpoint(Fields):
    """A port, or a range, that others may reach."""

    name: Label
    port: Port | None = None
    port_range: Annotated[str, StringConstraints(pattern=r"^\d{1,5}-\d{1,5}$")] | None = None
    public: Annotated[bool, Field(strict=True)] = False
    protocol: Literal["TCP", "HTTP"] = "HTTP"
    cors_settings: CorsSettings | None = None


class Spec(Fields):
    """The `spec` part."""

    also_called: ClassVar[Mapping[str, str]] = {"container": "containers", "endpoint": "endpoints", "volume": "volumes"}
    containers: tuple[Container, ...] = Field(min_length=1)
    endpoints: tuple[Endpoint, ...] = ()
    volumes: tuple[Volume, ...] = ()
    log_exporters: LogExporters | None = None
    platform_monitor: PlatformMonitor | None = None
    resource_management: ResourceManagement | None = None


class SecurityContext(Fields):
    """Whose rights a service has when it speaks to the account."""

    execute_as_caller: bool = False
    enable_custom_credentials: bool | None = None


class Capabilities(Fields):
    """The `capabilities` part."""

    security_context: SecurityContext = SecurityContext()


class ServiceRole(Fields):
    """A role of the service, and the endpoints that it opens."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    endpoints: tuple[Label, ...] = Field(min_length=1)


def written_containers(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The containers of a specification that is as it was written."""
    spec = content["spec"]
    containers: list[dict[str, Any]] = spec.get("containers") or spec["container"]
    return containers


class Specification(Fields):
    """A whole specification."""

    spec: Spec
    capabilities: Capabilities | None = None
    service_roles: tuple[ServiceRole, ...] = ()

    @property
    def containers(self) -> tuple[Container, ...]:
        """Of every instance."""
        return self.spec.containers

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Of the service."""
        return self.spec.endpoints

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """Of every instance."""
        return self.spec.volumes
