"""What a cluster uses outside the account: its settings as a whole, and what the roles' specifications say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.config_reader import ConfigReader, Place, Values
from components.external_table import External
from components.login import Login
from components.secret import Secret
from components.setting import Setting
from components.settings_table import CLUSTER, Table
from components.sql import Identifier

S3, KAFKA_LOGIN = External.OBJECTSTORE_HOST, "kafka_secret"  # the latter a placeholder, of the secret with the user
BROKERS = "kafka_brokers"  # a placeholder
OWN_BUCKET: Mapping[str, str | int] = {
    "objectstore_port": 9000,
    "objectstore_tls": 0,
    "bucket": "milvus",
    "region": "us-east-1",
}
OWN_KAFKA_PORT = 9092
# which mean nothing without the one before
_OF: Mapping[Setting[Any], tuple[Setting[Any], ...]] = {
    S3: (External.OBJECTSTORE_BUCKET, External.OBJECTSTORE_REGION, External.OBJECTSTORE_TLS),
    External.KAFKA_BROKERS: (External.KAFKA_TLS, External.KAFKA_USER),
    External.KAFKA_USER: (External.KAFKA_PASSWORD, External.KAFKA_MECHANISM),
}


@dataclass(frozen=True, kw_only=True)
class ExternalStores:
    """The way to what is outside: `hosts` are entries of the rule."""

    rule: Identifier
    integration: Identifier
    hosts: tuple[str, ...]
    kafka: Login | None = None


def read_external(reader: ConfigReader, values: Values) -> ExternalStores | None:
    """None where nothing is outside, or something of it is wrong, and reported."""
    password = reader.credential(External.KAFKA_PASSWORD)
    if values.optional(Table.TOPOLOGY) != CLUSTER:
        _forbid(reader, (*_OF, *(it for of in _OF.values() for it in of)), f"nothing, without topology {CLUSTER}")
        return None
    for setting, others in _OF.items():
        if not reader.is_given(setting):
            _forbid(reader, others, f"nothing, without {setting.name}")
    if reader.is_given(S3):
        reader.ask(External.OBJECTSTORE_BUCKET)
        _ask_for_the_key(reader, values)
    if reader.is_given(External.KAFKA_USER):
        reader.ask(External.KAFKA_PASSWORD)
        if values.optional(External.KAFKA_TLS) is False:
            allowed = f"true, with {External.KAFKA_USER.name}: the password would go in clear"
            reader.report(Place.of(External.KAFKA_TLS), "false", allowed)
    return _stores(values, password)


def to_objectstore(values: Values) -> Mapping[str, str | int]:
    """Placeholders; of a service of the stack's own the host is another one. Whole numbers for truths, of which YAML
    would make no texts."""
    at, tls = values.optional(S3), values.optional(External.OBJECTSTORE_TLS)
    if at is None:
        return OWN_BUCKET
    return {
        "objectstore_host": at.host,
        "objectstore_port": (443 if tls else 80) if at.port is None else at.port,
        "objectstore_tls": int(bool(tls)),
        "bucket": values.optional(External.OBJECTSTORE_BUCKET) or "",
        "region": values.optional(External.OBJECTSTORE_REGION) or "",
    }


def to_kafka(values: Values) -> Mapping[str, str | int]:
    """As above, of the brokers."""
    brokers, tls = values.optional(External.KAFKA_BROKERS), values.optional(External.KAFKA_TLS)
    if brokers is None:
        return {"kafka_security": "PLAINTEXT"}
    at: dict[str, str | int] = {BROKERS: ",".join(f"{it.host}:{it.port}" for it in brokers)}
    user, secret = values.optional(External.KAFKA_USER), values.optional(External.KAFKA_SECRET)
    if not user:
        return {**at, "kafka_security": "SSL" if tls else "PLAINTEXT"}
    mechanism = values.optional(External.KAFKA_MECHANISM) or ""
    return {**at, "kafka_security": "SASL_SSL", "kafka_mechanism": mechanism, KAFKA_LOGIN: secret or ""}


def _forbid(reader: ConfigReader, settings: tuple[Setting[Any], ...], allowed: str) -> None:
    for setting in settings:
        if reader.is_given(setting):
            reader.forbid(setting, allowed)


def _ask_for_the_key(reader: ConfigReader, values: Values) -> None:
    """The default is who a cluster is to its own storage, which nobody else knows."""
    setting = Table.OBJECTSTORE_ACCESS_KEY
    if not reader.is_given(setting):
        reader.report(Place.of(setting), repr(values.optional(setting)), f"the id of a key that {S3.name} knows")


def _stores(values: Values, password: Secret | None) -> ExternalStores | None:
    at, brokers = values.optional(S3), values.optional(External.KAFKA_BROKERS) or ()
    rule, integration = values.optional(External.RULE), values.optional(External.INTEGRATION)
    if not (at or brokers) or rule is None or integration is None:
        return None
    port = to_objectstore(values)["objectstore_port"]
    of_s3 = (f"{at.host}:{port}",) if at else ()
    user, secret = values.optional(External.KAFKA_USER), values.optional(External.KAFKA_SECRET)
    login = Login(secret=secret, user=user, password=password) if user and secret and password else None
    hosts = (*of_s3, *(f"{it.host}:{it.port}" for it in brokers))
    return ExternalStores(rule=rule, integration=integration, hosts=tuple(dict.fromkeys(hosts)), kafka=login)
