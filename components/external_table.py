"""Settings of what a cluster of Milvus uses outside the account, instead of services of its own: S3, and Kafka."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components import checks
from components.setting import Setting

PLAIN, SCRAM_256, SCRAM_512 = "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"
_BUCKET = re.compile(r"[a-z0-9]([a-z0-9.-]{1,61})[a-z0-9]")
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_DOMAIN = re.compile(r"localhost\..*|.*\.\d+")  # the container itself, and addresses


@dataclass(frozen=True)
class Address:
    """A host outside the account; without a port, the one that its protocol has."""

    host: str
    port: int | None = None


def address(text: str) -> Address:
    """Of what is outside, by its domain: rules of type HOST_PORT know no addresses.

    https://docs.snowflake.com/en/sql-reference/sql/create-network-rule
    """
    name, colon, port = text.partition(":")
    with_port = checks.is_port(port) if colon else True
    if with_port and checks.is_host(name) and "." in name and not _NO_DOMAIN.fullmatch(name):
        return Address(name.lower(), int(port) if colon else None)
    raise ValueError("host or host:port outside the account, a domain and no address, without scheme and path")


def brokers(text: str) -> tuple[Address, ...]:
    """Every broker has to be named: the others are dialled at the addresses that the first one tells."""
    try:
        found = tuple(address(entry.strip()) for entry in checks.listed(text))
    except ValueError as error:
        raise ValueError(f"each {error}, in a list or with commas") from None
    return tuple(Address(it.host, it.port or 9092) for it in found)


def bucket(text: str) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if _BUCKET.fullmatch(text):
        return text
    raise ValueError("the name of a bucket: 3 to 63 small letters, digits, . and -")


def region(text: str) -> str:
    if _REGION.fullmatch(text):
        return text
    raise ValueError("small letters and digits with single -, such as eu-central-1")


class External:
    """In the order in which Pulumi.yaml has them, after all others."""

    OBJECTSTORE_HOST = Setting(
        "objectStoreHost",
        address,
        "Host, or host:port, of an S3 service outside that a cluster uses; empty for a service of its own",
        optional=True,
    )
    OBJECTSTORE_BUCKET = Setting(
        "objectStoreBucket", bucket, "Bucket of objectStoreHost, of this stack alone", optional=True
    )
    OBJECTSTORE_REGION = Setting("objectStoreRegion", region, "Region of objectStoreHost", "us-east-1")
    OBJECTSTORE_TLS = Setting(
        "objectStoreTls", checks.boolean, "false for an objectStoreHost without TLS, which all can read along", "true"
    )
    KAFKA_BROKERS = Setting(
        "kafkaBrokers",
        brokers,
        "All brokers of a Kafka outside that a cluster uses, host:port in a list or with commas; empty for its own",
        optional=True,
    )
    KAFKA_TLS = Setting(
        "kafkaTls", checks.boolean, "false for kafkaBrokers without TLS, which all can read along", "true"
    )
    KAFKA_USER = Setting("kafkaUser", checks.anything, "Who the cluster is to kafkaBrokers, by SASL", optional=True)
    KAFKA_PASSWORD = Setting("kafkaPassword", checks.secret, "Secret. The password of kafkaUser", optional=True)
    KAFKA_MECHANISM = Setting(
        "kafkaMechanism", checks.one_of(PLAIN, SCRAM_256, SCRAM_512), "How kafkaUser signs in", PLAIN
    )
    KAFKA_SECRET = Setting(
        "kafkaSecret", checks.identifier, "Secret with kafkaUser and its password", "MILVUS_KAFKA", prefixed=True
    )
    RULE = Setting(
        "externalRule",
        checks.identifier,
        "Network rule of objectStoreHost and kafkaBrokers",
        "MILVUS_EXTERNAL_RULE",
        prefixed=True,
    )
    INTEGRATION = Setting(
        "externalIntegration",
        checks.identifier,
        "External access integration with that rule, of the cluster's services",
        "MILVUS_EXTERNAL_EAI",
        prefixed=True,
    )
