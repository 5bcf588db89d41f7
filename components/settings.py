"""The settings of a stack, checked whole before the first resource is registered."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components import checks
from components.config_reader import ConfigReader, Place, Source, StackSource, Values
from components.connection import Connection, read_connection
from components.definition_reading import FoundDefinitions, read_definitions
from components.existing_rules import LIES_IN, PUBLIC, settled
from components.external_stores import ExternalStores, read_external
from components.external_table import External
from components.known_registries import registry_host
from components.login import Login
from components.names import Names
from components.push_credential import read_push_credential
from components.roles import Roles, read_owners
from components.secret import Secret
from components.secret_settings import MilvusSecretSettings, SecretSettings, read_secrets
from components.service_definitions import PoolSettings, ServiceDefinition, images_of, pools, services
from components.settings_table import Connections, Table, settings
from components.sql import Existing, Identifier, SchemaObject

# read as credentials and as definitions, and not among the others
READ_APART = (
    Table.REGISTRY_PASSWORD,
    Table.USER_PASSWORD,
    Table.MILVUS_ROOT_PASSWORD,
    Table.OBJECTSTORE_SECRET_KEY,
    External.KAFKA_PASSWORD,
    Table.POOLS,
    Table.SERVICES,
)


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Where images are pushed to. Without a password Docker itself has what signs in there."""

    host: str
    user: str = ""
    password: Secret | None = None


@dataclass(frozen=True, kw_only=True)
class AccessSettings:
    """Who uses and who owns: `owners` are roles by what definitions of services call them.

    `user_password` is None of a user who is there before.
    """

    role: Identifier
    owners: Mapping[str, Identifier]
    user: Identifier
    user_password: Secret | None = None
    ingress_integration: bool = False

    def __post_init__(self) -> None:
        names = [self.role, *self.owners.values()]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two of role and owners are {twice}; allowed: a role for each. To do: rename one")
        if self.user_password is None and not isinstance(self.user, Existing):
            raise ValueError(f"user_password of {self.user} is None; allowed: a secret. To do: give the user one")


@dataclass(frozen=True, kw_only=True)
class WarehouseSettings:
    """Times in seconds; `auto_suspend` 0 for a warehouse that is never suspended, a time-out that is None for the
    account's. Of one that is there before, the name."""

    name: Identifier
    size: str | None = None
    auto_suspend: int | None = None
    statement_timeout: int | None = None
    statement_queued_timeout: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.name, Existing):
            return
        Table.WAREHOUSE_SIZE.require(self.size)
        Table.WAREHOUSE_AUTO_SUSPEND.require(self.auto_suspend)
        if self.statement_timeout is not None:
            Table.WAREHOUSE_STATEMENT_TIMEOUT.require(self.statement_timeout)
        if self.statement_queued_timeout is not None:
            Table.WAREHOUSE_QUEUED_TIMEOUT.require(self.statement_queued_timeout)


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """What lies in the database, and the warehouse beside it. `data_retention` in days; None for the account's."""

    warehouse: WarehouseSettings
    database: Identifier
    schema: Identifier
    repository: Identifier
    spec_stage: Identifier
    data_stage: Identifier
    files_stage: Identifier
    data_retention: int | None = None

    def __post_init__(self) -> None:
        if self.data_retention is not None:
            Table.DATA_RETENTION.require(self.data_retention)
        names = {Table.DATABASE: self.database, Table.SCHEMA: self.schema, Table.REPOSITORY: self.repository}
        for inner, outer in LIES_IN:
            if isinstance(names[inner], Existing) and not isinstance(names[outer], Existing):
                allowed = f"allowed: a new {inner.name}, or a {outer.name} that is there as well"
                raise ValueError(
                    f"{inner.name} {names[inner]} is there before; {allowed}. To do: name either otherwise"
                )
        if self.schema == PUBLIC and isinstance(self.database, Existing) and not isinstance(self.schema, Existing):
            raise ValueError(f"schema PUBLIC of {self.database} is new; allowed: Existing. To do: say so")

    @property
    def repository_path(self) -> str:
        """In the registry: lower case."""
        return f"{self.database}/{self.schema}/{self.repository}".lower()


@dataclass(frozen=True, kw_only=True)
class EgressSettings:
    """What services may reach outside the account. An integration that is there before has rule and hosts already."""

    rule: Identifier | None = None
    integration: Identifier
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.integration, Existing):
            return
        if self.rule is None:
            raise ValueError(f"rule of {self.integration} is None; allowed: a name. To do: give it one")
        if not self.hosts:
            raise ValueError("hosts is empty; allowed: one host:port or more. To do: leave Egress out instead")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All of them. `pools` and `services` are by their keys in the configuration, which name their resources. There is
    an object storage where Milvus is a cluster; `external` is what that uses outside."""

    connection: Connection
    roles: Roles
    guide_privileges: bool
    extra_grants: str
    kept_grants: Mapping[str, tuple[str, ...]]
    registry: Registry
    access: AccessSettings
    storage: StorageSettings
    egress: EgressSettings | None
    milvus_secrets: MilvusSecretSettings
    object_storage: Login | None
    external: ExternalStores | None
    pools: Mapping[str, PoolSettings]
    services: Mapping[str, ServiceDefinition]
    tags: Mapping[SchemaObject, str]
    images_built: bool
    specifications_on_stage: bool
    parked: bool
    protect: bool
    snapshots_kept: int
    preflight: bool

    @property
    def builds(self) -> bool:
        """Whether an image is built for one of the services."""
        return self.images_built and any(not image.image_reference for image in images_of(self.services).values())


def load(
    source: Source | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    of_files: Callable[[Mapping[str, ServiceDefinition]], Sequence[str]] = lambda _: (),
) -> Settings:
    """Every setting, checked. Raises SettingsError with all that is missing or wrong, and with what `of_files` then
    finds in the files of the services."""
    reader = ConfigReader(source or StackSource(), os.environ if environment is None else environment)
    connection = read_connection(reader)
    values = reader.values(setting for setting in settings() if setting not in READ_APART)
    names = Names(reader, values.optional(Table.NAME_PREFIX) or "")
    values = settled(reader, names.of_settings(values))
    definitions = read_definitions(reader, values, names)
    owners = read_owners(values, definitions.services, names, connection.values.optional(Connections.ROLE))
    _check_kept_grants(reader, values, owners)
    registry = _registry_host(values, connection.values) if definitions.builds else None
    registry_password = read_push_credential(reader, registry, os.environ)
    user_password = _user_password(reader, values)
    secrets, external = read_secrets(reader, values), read_external(reader, values)
    reader.finish(lambda: of_files(services(definitions.services)))
    assert secrets is not None
    access = AccessSettings(
        role=values[Table.ROLE],
        owners={key: owner for key, owner in owners.items() if owner is not None},
        user=values[Table.USER],
        user_password=user_password,
        ingress_integration=values[Table.INGRESS_INTEGRATION],
    )
    return _assembled(connection.connection(), values, definitions, registry_password, access, secrets, external)


def _assembled(
    connection: Connection,
    values: Values,
    definitions: FoundDefinitions,
    registry_password: Secret | None,
    access: AccessSettings,
    secrets: SecretSettings,
    external: ExternalStores | None,
) -> Settings:
    found_services = services(definitions.services)
    protected = frozenset(service.pool for service in found_services.values() if service.protect)
    return Settings(
        connection=connection,
        roles=Roles.of(values, connection.role),
        guide_privileges=values[Table.GUIDE_PRIVILEGES],
        extra_grants=values[Table.EXTRA_GRANTS],
        kept_grants=values.optional(Table.KEPT_GRANTS) or {},
        registry=Registry(
            host=values.optional(Table.REGISTRY_HOST) or registry_host(connection.account),
            user=connection.user,
            password=registry_password,
        ),
        access=access,
        storage=_storage(values),
        egress=_egress(values),
        milvus_secrets=secrets.milvus,
        object_storage=secrets.object_storage,
        external=external,
        pools=pools(definitions.pools, protected),
        services=found_services,
        tags=values.optional(Table.TAGS) or {},
        images_built=definitions.images_built,
        specifications_on_stage=values[Table.SPEC_SOURCE] == "stage",
        parked=values[Table.PARKED],
        protect=values[Table.PROTECT],
        snapshots_kept=values[Table.SNAPSHOTS_KEPT],
        preflight=values[Table.PREFLIGHT],
    )


def _storage(values: Values) -> StorageSettings:
    return StorageSettings(
        warehouse=_warehouse(values),
        database=values[Table.DATABASE],
        schema=values[Table.SCHEMA],
        repository=values[Table.REPOSITORY],
        spec_stage=values[Table.SPEC_STAGE],
        data_stage=values[Table.DATA_STAGE],
        files_stage=values[Table.FILES_STAGE],
        data_retention=values.optional(Table.DATA_RETENTION),
    )


def _warehouse(values: Values) -> WarehouseSettings:
    name = values[Table.WAREHOUSE]
    if isinstance(name, Existing):
        return WarehouseSettings(name=name)
    return WarehouseSettings(
        name=name,
        size=values[Table.WAREHOUSE_SIZE],
        auto_suspend=values[Table.WAREHOUSE_AUTO_SUSPEND],
        statement_timeout=values.optional(Table.WAREHOUSE_STATEMENT_TIMEOUT),
        statement_queued_timeout=values.optional(Table.WAREHOUSE_QUEUED_TIMEOUT),
    )


_GUIDE_HOSTS = ("0.0.0.0:443", "0.0.0.0:80")


def _egress(values: Values) -> EgressSettings | None:
    """None where services may reach nothing. The guide opens every host, where the configuration names none."""
    integration = values[Table.EGRESS_INTEGRATION]
    if isinstance(integration, Existing):
        return EgressSettings(integration=integration)
    hosts: tuple[str, ...] = values[Table.EGRESS_HOSTS]
    if values[Table.GUIDE_PRIVILEGES] and hosts == checks.egress_hosts(Table.EGRESS_HOSTS.default):
        hosts = _GUIDE_HOSTS
    if not hosts:
        return None
    return EgressSettings(rule=values[Table.NETWORK_RULE], integration=integration, hosts=hosts)


def _check_kept_grants(reader: ConfigReader, values: Values, owners: Mapping[str, Identifier | None]) -> None:
    """They are of roles whose grants are looked at."""
    roles = [it for it in (values.optional(Table.ROLE), *owners.values()) if it and not isinstance(it, Existing)]
    for role in values.optional(Table.KEPT_GRANTS) or {}:
        if role not in roles:
            remedy = f"pulumi config rm --path {Table.KEPT_GRANTS.key}.{role}"
            allowed = f"a role of the stack's own: {', '.join(roles) or 'it has none'}"
            reader.report(Place(f"{Table.KEPT_GRANTS.key}.{role}", remedy), "of another role", allowed)


def _registry_host(values: Values, connection: Values) -> str | None:
    """None before the account is known."""
    account = [connection.optional(part) for part in (Connections.ORGANIZATION, Connections.ACCOUNT)]
    derived = registry_host("-".join(map(str, account))) if all(account) else None
    return values.optional(Table.REGISTRY_HOST) or derived


def _user_password(reader: ConfigReader, values: Values) -> Secret | None:
    if isinstance(values.optional(Table.USER), Existing):
        return None
    password = reader.credential(Table.USER_PASSWORD)
    if not password:
        reader.report(Place.of(Table.USER_PASSWORD, secret=True), None, "a password of the account's policy")
    return password
