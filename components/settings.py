"""The settings of a stack: the only reader of configuration. Defaults stand in Pulumi.yaml alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pulumi
from pulumi.runtime.config import is_config_secret

from components import checks
from components.config_reader import ConfigReader, Source, remedy
from components.problems import Problem
from components.sql import Identifier

PROJECT = "milvus-spcs"
JWT, PAT, PASSWORD = "SNOWFLAKE_JWT", "PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How to reach an account and sign in; `authenticator` says by which credential."""

    organization_name: str
    account_name: str
    user: str
    role: str
    authenticator: str
    host: str | None = None
    port: int | None = None
    protocol: str = "https"
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    private_key_passphrase: str | None = field(default=None, repr=False)

    @property
    def account(self) -> str:
        return f"{self.organization_name}-{self.account_name}"


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of all objects; each is a key of the configuration."""

    role: Identifier
    owner_role: Identifier
    user: Identifier
    warehouse: Identifier
    database: Identifier
    schema: Identifier
    repository: Identifier
    spec_stage: Identifier
    data_stage: Identifier
    files_stage: Identifier
    network_rule: Identifier
    egress_integration: Identifier
    milvus_pool: Identifier
    jupyter_pool: Identifier
    milvus_service: Identifier
    jupyter_service: Identifier


@dataclass(frozen=True, kw_only=True)
class Registry:
    host: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    connection: Connection
    names: Names
    registry: Registry
    milvus_image: str
    python_image: str
    user_password: str = field(repr=False)
    warehouse_size: str
    warehouse_auto_suspend: int
    instance_family: str
    milvus_volume_gi: int
    egress_hosts: tuple[str, ...]
    spec_source: str
    roll_timeout: int
    ingress_integration: bool
    protect: bool


class StackSource:
    """The configuration of the stack that the program runs for."""

    def get(self, key: str) -> str | None:
        namespace, _, name = key.partition(":")
        return pulumi.Config(namespace).get(name)

    def is_secret(self, key: str) -> bool:
        return is_config_secret(key)


def load(source: Source | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Every setting, checked. Raises SettingsError with all that is missing or wrong."""
    reader = ConfigReader(source or StackSource(), os.environ if environment is None else environment)
    connection = _connection(reader)
    settings = Settings(
        connection=connection,
        names=_names(reader),
        registry=_registry(reader, connection),
        user_password=_required_secret(reader, _key("milvusUserPassword")),
        **_sizes(reader),
    )
    reader.finish()
    return settings


def load_connection(source: Source, environment: Mapping[str, str]) -> Connection:
    """The connection alone, for the dynamic providers."""
    reader = ConfigReader(source, environment)
    connection = _connection(reader)
    reader.finish()
    return connection


def _key(name: str) -> str:
    return f"{PROJECT}:{name}"


def _sizes(reader: ConfigReader) -> dict[str, Any]:
    return {
        "milvus_image": reader.read(_key("milvusImage"), checks.milvus_image),
        "python_image": reader.read(_key("pythonImage"), checks.image),
        "warehouse_size": reader.read(_key("warehouseSize"), checks.one_of(*checks.WAREHOUSE_SIZES)),
        "warehouse_auto_suspend": reader.read(_key("warehouseAutoSuspend"), checks.integer(0, 604800, "seconds")),
        "instance_family": reader.read(_key("instanceFamily"), checks.one_of(*checks.INSTANCE_FAMILIES)),
        "milvus_volume_gi": reader.read(_key("milvusVolumeGi"), checks.integer(1, 16384, "GiB")),
        "egress_hosts": reader.read(_key("egressHosts"), checks.egress_hosts),
        "spec_source": reader.read(_key("specSource"), checks.one_of("text", "stage")),
        "roll_timeout": reader.read(_key("rollTimeout"), checks.integer(10, 7200, "seconds")),
        "ingress_integration": reader.read(_key("ingressIntegration"), checks.boolean),
        "protect": reader.read(_key("protect"), checks.boolean),
    }


def _names(reader: ConfigReader) -> Names:
    keys = {item.name: _key(_camel(item.name)) for item in fields(Names)}
    names = {
        name: reader.read(key, checks.own_role if name.endswith("role") else checks.identifier)
        for name, key in keys.items()
    }
    for group in _DISTINCT:
        _check_distinct(reader, {keys[name]: names[name] for name in group})
    return Names(**names)


# objects of one kind in one place cannot share a name
_DISTINCT = (
    ("role", "owner_role"),
    ("spec_stage", "data_stage", "files_stage"),
    ("milvus_pool", "jupyter_pool"),
    ("milvus_service", "jupyter_service"),
)


def _check_distinct(reader: ConfigReader, names: Mapping[str, Identifier | None]) -> None:
    seen: dict[Identifier, str] = {}
    for key, name in names.items():
        if name is not None and name in seen:
            reader.problems.append(Problem(key, repr(str(name)), f"a name other than {seen[name]}'s", remedy(key)))
        elif name is not None:
            seen[name] = key


def _connection(reader: ConfigReader) -> Connection:
    protocol = reader.optional("snowflake:protocol", checks.one_of("https", "http"), "SNOWFLAKE_PROTOCOL")
    return Connection(
        organization_name=reader.read("snowflake:organizationName", checks.account_part, "SNOWFLAKE_ORGANIZATION_NAME"),
        account_name=reader.read("snowflake:accountName", checks.account_part, "SNOWFLAKE_ACCOUNT_NAME"),
        user=reader.read("snowflake:user", checks.anything, "SNOWFLAKE_USER"),
        role=reader.optional("snowflake:role", checks.identifier, "SNOWFLAKE_ROLE") or "ACCOUNTADMIN",
        host=reader.optional("snowflake:host", checks.host, "SNOWFLAKE_HOST"),
        port=reader.optional("snowflake:port", checks.integer(1, 65535), "SNOWFLAKE_PORT"),
        protocol=protocol or "https",
        **_credentials(reader),
    )


def _credentials(reader: ConfigReader) -> dict[str, Any]:
    password = reader.credential("snowflake:password", "SNOWFLAKE_PASSWORD")
    token = reader.credential("snowflake:token", "SNOWFLAKE_TOKEN")
    private_key = reader.credential("snowflake:privateKey", "SNOWFLAKE_PRIVATE_KEY")
    passphrase = reader.credential("snowflake:privateKeyPassphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")
    if not (password or token or private_key):
        key = "snowflake:password"
        allowed = "a password, or snowflake:token (a programmatic access token), or snowflake:privateKey (PEM)"
        reader.problems.append(Problem(key, None, allowed, remedy(key, "SNOWFLAKE_PASSWORD", secret=True)))
    return {
        "authenticator": JWT if private_key else PAT if token else PASSWORD,
        "password": password,
        "token": token,
        "private_key": private_key,
        "private_key_passphrase": passphrase,
    }


def _registry(reader: ConfigReader, connection: Connection) -> Registry:
    given = reader.optional(_key("registryHost"), checks.registry_host)
    account = f"{connection.account}.registry.snowflakecomputing.com".lower().replace("_", "-")
    password = reader.credential(_key("registryPassword")) or connection.password or connection.token
    if not password and connection.private_key:
        key = _key("registryPassword")
        allowed = "a password or programmatic access token: docker cannot sign in with a private key"
        reader.problems.append(Problem(key, None, allowed, remedy(key, secret=True)))
    return Registry(host=given or account, user=connection.user, password=password or "")


def _required_secret(reader: ConfigReader, key: str) -> str:
    value = reader.credential(key)
    if not value:
        reader.problems.append(Problem(key, None, "a password of the account's policy", remedy(key, secret=True)))
    return value or ""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
