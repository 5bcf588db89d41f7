"""Who gets out of the account, and where to."""

from __future__ import annotations

import json

from tests.unit.configuration import CLUSTER
from tests.unit.recording import PROJECT, Recording, configure, record, run_program
from tests.unit.test_external_stores import KAFKA, LOGIN, ROLES_OF_MILVUS, S3, SECRETS


def recorded() -> Recording:
    """A cluster that has both outside."""
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
