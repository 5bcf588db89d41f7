"""What is outside of a cluster: which settings go together, and what the roles are told."""

from __future__ import annotations

from typing import Any

import pytest

from components import settings
from tests.unit.configuration import CLUSTER, CLUSTER_SECRETS, problems, source
from tests.unit.recording import SECRET_KEYS
from tests.unit.test_cluster_definitions import ROLES, clustered, specifications
from tests.unit.test_cluster_definitions import recorded as recorded_cluster

S3 = {
    "objectStoreHost": "s3.eu-central-1.amazonaws.com",
    "objectStoreBucket": "vectors-of-acme",
    "objectStoreRegion": "eu-central-1",
    "objectStoreAccessKey": "AKIAEXAMPLE",
}
KAFKA = {"kafkaBrokers": ["b1.example.org:9093", "b2.example.org:9094"]}
LOGIN = {"kafkaUser": "milvus", "kafkaPassword": "password-of-kafka", "kafkaMechanism": "SCRAM-SHA-512"}
SECRETS = [*CLUSTER_SECRETS, "milvus-spcs:kafkaPassword"]
ROLES_OF_MILVUS = (*ROLES, "milvus")


def wrong(changes: dict[str, Any], secrets: list[str] = SECRETS, base: Any = CLUSTER) -> dict[str, str]:
    found = problems(source({**base, **changes}, secrets))
    return {subject.removeprefix("milvus-spcs:"): text for subject, text in found.items()}


def test_roles_use_the_bucket_outside_and_no_service_of_the_stack() -> None:
    found = clustered(**S3)
    assert "objectstore" not in found.services
    assert found.external is not None
    assert found.external.hosts == ("s3.eu-central-1.amazonaws.com:443",)
    written = specifications(recorded_cluster(**S3))
    for key in ROLES_OF_MILVUS:
        env = written[key]["containers"][0]["env"]
        at = (
            env["MINIO_ADDRESS"],
            env["MINIO_PORT"],
            env["MINIO_USESSL"],
            env["MINIO_BUCKETNAME"],
            env["MINIO_REGION"],
        )
        assert at == ("s3.eu-central-1.amazonaws.com", "443", "1", "vectors-of-acme", "eu-central-1")
        assert env["KAFKA_BROKERLIST"] == "kafka:9092"


def test_the_port_is_that_of_the_protocol_unless_it_is_said() -> None:
    for changes, port in (({}, "443"), ({"objectStoreTls": "false"}, "80")):
        external = clustered(**S3, **changes).external
        assert external is not None
        assert external.hosts == (f"s3.eu-central-1.amazonaws.com:{port}",)
    external = clustered(**{**S3, "objectStoreHost": "s3.example.org:9000"}).external
    assert external is not None
    assert external.hosts == ("s3.example.org:9000",)


def test_roles_use_the_brokers_outside() -> None:
    written = specifications(recorded_cluster(**KAFKA))
    assert "kafka" not in written
    for key in ROLES_OF_MILVUS:
        env = written[key]["containers"][0]["env"]
        assert env["KAFKA_BROKERLIST"] == "b1.example.org:9093,b2.example.org:9094"
        assert env["KAFKA_SECURITYPROTOCOL"] == "SSL"
        assert not {"KAFKA_LOGIN", "KAFKA_SASLMECHANISMS"} & env.keys()
        assert [it["directoryPath"] for it in written[key]["containers"][0]["secrets"]] == ["/run/secrets/objectstore"]


def test_who_the_cluster_is_to_kafka_comes_as_files() -> None:
    found = settings.load(source({**CLUSTER, **KAFKA, **LOGIN}, SECRETS), {})
    assert found.external is not None
    assert found.external.kafka is not None
    placeholders = found.services["querynode"].placeholders
    assert (placeholders["kafka_security"], placeholders["kafka_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert placeholders["kafka_secret"] == "MILVUS_KAFKA"
    assert "password-of-kafka" not in str(found)


def test_a_cluster_of_its_own_has_none_of_it() -> None:
    found = clustered()
    assert found.external is None
    assert all("external" not in it.integrations for it in found.services.values())
    env = specifications(recorded_cluster())["querynode"]["containers"][0]["env"]
    assert (env["KAFKA_SECURITYPROTOCOL"], env["KAFKA_BROKERLIST"]) == ("PLAINTEXT", "kafka:9092")


@pytest.mark.parametrize("changes", [S3, KAFKA, {"kafkaUser": "somebody"}, {"objectStoreTls": "false"}])
def test_one_process_uses_nothing_outside(changes: dict[str, Any]) -> None:
    found = wrong(changes, base={})
    assert found.keys() == changes.keys() - {"objectStoreAccessKey"}
    assert all("is given; allowed: nothing, without topology cluster" in it for it in found.values())


@pytest.mark.parametrize(
    ("changes", "subject", "message"),
    [
        ({"objectStoreBucket": "vectors"}, "objectStoreBucket", "nothing, without objectStoreHost"),
        ({"objectStoreTls": "false"}, "objectStoreTls", "nothing, without objectStoreHost"),
        ({"kafkaTls": "false"}, "kafkaTls", "nothing, without kafkaBrokers"),
        ({**KAFKA, "kafkaMechanism": "SCRAM-SHA-256"}, "kafkaMechanism", "nothing, without kafkaUser"),
        ({**KAFKA, "kafkaPassword": "p"}, "kafkaPassword", "nothing, without kafkaUser"),
        ({**KAFKA, "kafkaUser": "milvus"}, "kafkaPassword", "is missing"),
        ({**KAFKA, **LOGIN, "kafkaTls": "false"}, "kafkaTls", "true, with kafkaUser: the password would go in clear"),
        ({**S3, "objectStoreBucket": ""}, "objectStoreBucket", "is missing; allowed: the name of a bucket"),
        (
            {**S3, "objectStoreAccessKey": "milvus"},
            "objectStoreAccessKey",
            "the id of a key that objectStoreHost knows",
        ),
        ({**S3, "objectStoreHost": "https://s3.example.org"}, "objectStoreHost", "without scheme and path"),
        (
            {**S3, "externalIntegration": "ALLOW_ALL_EAI"},
            "externalIntegration",
            "a name other than milvus-spcs:egressI",
        ),
        ({**KAFKA, **LOGIN, "kafkaSecret": "MILVUS_OBJECTSTORE"}, "kafkaSecret", "a name other than"),
    ],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, Any], subject: str, message: str) -> None:
    found = wrong(changes)
    assert list(found) == [subject]
    assert message in found[subject]


def test_no_key_is_given_in_clear() -> None:
    found = wrong({**KAFKA, **LOGIN, **S3}, secrets=SECRET_KEYS)
    assert found.keys() == {"objectStoreSecretKey", "kafkaPassword"}
    assert all("is stored in clear; allowed: a secret" in it for it in found.values())
    assert "password-of-kafka" not in str(found)


def test_a_row_of_what_is_outside_is_refused() -> None:
    found = wrong({**S3, "services": {"objectstore": {"timeout": 60}}})
    assert "nothing, since objectStoreHost says what is used instead of it" in found["services.objectstore"]
