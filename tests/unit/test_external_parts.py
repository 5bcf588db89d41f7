"""The resources by which a cluster reaches what is outside."""

from __future__ import annotations

import json

from tests.unit.configuration import CLUSTER
from tests.unit.recording import PROJECT, Recording, configure, record, run_program
from tests.unit.test_cluster_definitions import specifications
from tests.unit.test_external_stores import KAFKA, LOGIN, ROLES_OF_MILVUS, S3, SECRETS


def recorded() -> Recording:
    given = {**CLUSTER, **S3, **KAFKA, **LOGIN, "namePrefix": "TEAM_"}.items()
    configure({f"{PROJECT}:{key}": it if isinstance(it, str) else json.dumps(it) for key, it in given}, SECRETS)
    return record(run_program)


def test_milvus_alone_gets_out_and_to_these_hosts_alone() -> None:
    recording = recorded()
    rule = recording.named("external-rule").inputs
    assert rule["valueLists"] == ["s3.eu-central-1.amazonaws.com:443", "b1.example.org:9093", "b2.example.org:9094"]
    assert (rule["name"], rule["mode"]) == ("TEAM_MILVUS_EXTERNAL_RULE", "EGRESS")
    grant = recording.named("external-milvus-owner-on-integration").inputs
    assert (grant["accountRoleName"], grant["privileges"]) == ("TEAM_MILVUS_OWNER_ROLE", ["USAGE"])
    for key in ROLES_OF_MILVUS:
        service = recording.named(f"{key}-service")
        assert service.inputs["externalAccessIntegrations"] == ["TEAM_MILVUS_EXTERNAL_EAI"]
        assert "external-milvus-owner-on-integration" in service.dependencies
    assert "externalAccessIntegrations" not in recording.named("etcd-service").inputs
    assert recording.named("jupyter-service").inputs["externalAccessIntegrations"] == ["TEAM_ALLOW_ALL_EAI"]


def test_kafkas_user_is_a_secret_that_roles_get_as_files() -> None:
    recording = recorded()
    secret = recording.named("kafka-keys")
    assert (secret.inputs["name"], secret.inputs["username"]) == ("TEAM_MILVUS_KAFKA", "milvus")
    assert "password" in secret.secrets
    for key in ROLES_OF_MILVUS:
        container = specifications(recording)[key]["containers"][0]
        mounted = container["secrets"][-1]
        assert mounted["snowflakeSecret"]["objectName"] == "TEAM_MILVUS_KAFKA"
        assert mounted["directoryPath"] == container["env"]["KAFKA_LOGIN"]
        assert "kafka-keys-to-owner" in recording.named(f"{key}-service").dependencies
