"""The fields of a service specification.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from local.specification import units

Port = Annotated[int, Field(ge=1, le=65535, strict=True)]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")]
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^\x00]*$")]
Memory = Annotated[int, BeforeValidator(units.memory)]
Cpu = Annotated[float, BeforeValidator(units.cpu)]


def _scalar(value: object) -> object:
    """YAML's numbers and booleans stand for their text in env."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


# what the system can give a program: no NUL, and no `=` in the name of a variable
Text = Annotated[str, BeforeValidator(_scalar), StringConstraints(pattern=r"^[^\x00]*$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[^=\x00]+$")]


class Fields(BaseModel):
    """Fields are camelCase in YAML; one that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class Probe(Fields):
    """An HTTP GET that has to answer 200."""

    port: Port
    path: AbsolutePath
    period_seconds: int = Field(default=5, ge=1)
    failure_threshold: int = Field(default=3, ge=1)


class LivenessProbe(Probe):
    """A container that does not answer it starts again."""

    period_seconds: int = Field(default=10, ge=1)


class Quantities(Fields):
    """Memory in bytes, CPU in processors; `gpu` as it is written, `nvidia.com/gpu`."""

    memory: Memory | None = None
    cpu: Cpu | None = None
    gpu: int | None = Field(default=None, alias="nvidia.com/gpu", ge=0)


class Resources(Fields):
    """What a container is sure to get, and the most that it may take."""

    requests: Quantities = Quantities()
    limits: Quantities = Quantities()


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
    env: dict[VariableName, Text] = {}
    readiness_probe: Probe | None = None
    liveness_probe: LivenessProbe | None = None
    volume_mounts: tuple[VolumeMount, ...] = ()
    resources: Resources = Resources()
    mount_session_token: Annotated[bool, Field(strict=True)] = True
    session_token_config: SessionTokenConfig = SessionTokenConfig()
    secrets: tuple[Secret, ...] = ()


class StageConfig(Fields):
    """The stage, and the directory on it, that a volume shows."""

    name: Annotated[str, StringConstraints(pattern=r"^@.")]
    metadata_cache: str | None = None
    resources: Resources = Resources()
    enable_symlink: bool | None = None


class InitialContents(Fields):
    """What a block volume begins with."""

    from_snapshot: Annotated[str, StringConstraints(min_length=1)]


class BlockConfig(Fields):
    """Settings of a block volume; speed and encryption mean nothing on one machine, and are checked alone."""

    initial_contents: InitialContents | None = None
    iops: int | None = Field(default=None, ge=3000, le=80000)
    throughput: int | None = Field(default=None, ge=125, le=2000)
    encryption: Literal["SNOWFLAKE_SSE", "SNOWFLAKE_FULL"] = "SNOWFLAKE_SSE"
    snapshot_on_delete: Annotated[bool, Field(strict=True)] = True
    snapshot_delete_after: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}[hd]$")] = "7d"

    @property
    def kept_seconds(self) -> float:
        """How long an automatic snapshot is kept."""
        return int(self.snapshot_delete_after[:-1]) * {"h": 3600.0, "d": 86400.0}[self.snapshot_delete_after[-1]]


class Volume(Fields):
    """Something to mount. `source` may also name a stage, `@stage/path`, as it used to."""

    name: Label
    source: Annotated[str, StringConstraints(pattern=r"^(local|memory|block|stage|@.+)$")]
    size: str | None = None
    stage_config: StageConfig | None = None
    block_config: BlockConfig | None = None
    uid: int | None = Field(default=None, ge=0)
    gid: int | None = Field(default=None, ge=0)

    @property
    def kind(self) -> str:
        """local, memory, block or stage."""
        return "stage" if self.source.startswith("@") else self.source

    @property
    def stage(self) -> str:
        """`@stage/path` of a stage volume."""
        return self.stage_config.name if self.stage_config else self.source

    @property
    def block(self) -> BlockConfig:
        """Settings of a block volume."""
        return self.block_config or BlockConfig()

    @property
    def snapshot(self) -> str | None:
        """The name of the snapshot that a block volume begins with."""
        return self.block.initial_contents.from_snapshot if self.block.initial_contents else None

    @property
    def owner(self) -> tuple[int, int] | None:
        """Whose it is to be, None if the specification leaves it open."""
        return None if self.uid is None and self.gid is None else (self.uid or 0, self.gid or 0)

    @property
    def size_bytes(self) -> int | None:
        """Of memory and block volumes."""
        if self.size is None:
            return None
        return units.block_size(self.size) if self.kind == "block" else units.memory(self.size)


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


class EventTable(Fields):
    """Which lines of a container's log reach the event table."""

    log_level: Literal["INFO", "ERROR", "NONE"] = "INFO"


class LogExporters(Fields):
    """Where logs go beside SYSTEM$GET_SERVICE_LOGS."""

    event_table_config: EventTable = EventTable()


class MetricConfig(Fields):
    """Groups of platform metrics."""

    groups: list[str] = []


class PlatformMonitor(Fields):
    """Metrics of the platform."""

    metric_config: MetricConfig = MetricConfig()


class TargetScaling(Fields):
    """The value that scaling aims at."""

    target_value: float


class MetricCondition(Fields):
    """When a policy acts."""

    metric_name: str
    aggregation_type: Literal["min", "max", "avg"] | None = None
    stabilization_period_secs: int | None = Field(default=None, ge=0, strict=True)
    target_scaling: TargetScaling | None = None


class Condition(Fields):
    """One condition."""

    metric_condition: MetricCondition


class AnyConditions(Fields):
    """One of them suffices."""

    any_conditions: tuple[Condition, ...] = Field(min_length=1)


class AllConditions(Fields):
    """All of them hold."""

    all_conditions: tuple[Condition, ...] = Field(min_length=1)


class AutoScalingPolicies(Fields):
    """When instances come and go."""

    scale_up: AnyConditions | None = None
    scale_down: AllConditions | None = None
    suspend: AllConditions | None = None


class ResourceManagement(Fields):
    """How a service scales; checked, then left alone."""

    auto_scaling_policies: AutoScalingPolicies | None = None


class Spec(Fields):
    """The `spec` part."""

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
