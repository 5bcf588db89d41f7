"""Which secrets a stack has, and whose services read them."""

from __future__ import annotations

from tests.unit.recording import Program
from tests.unit.test_cluster_definitions import recorded, specifications
from tests.unit.test_external_stores import ROLES_OF_MILVUS
from tests.unit.test_stack_egress import recorded as recorded_outside

SECRET = ":SecretWithBasicAuthentication"


def test_keys_of_an_object_storage_are_a_clusters_alone(program: Program) -> None:
    users = {"milvus-secrets-root", "milvus-secrets-notebook"}
    assert set(program().of_type(SECRET)) == users
    assert set(recorded().of_type(SECRET)) == {*users, "object-storage-keys"}


def test_an_owner_of_another_milvus_reads_them_too(program: Program) -> None:
    recording = program(services={"second": {"like": "milvus", "owner": "SECOND_OWNER"}})
    grants = [it.inputs for it in recording.resources if it.name.startswith("milvus-secrets-SECOND_OWNER-owner-on-")]
    assert {(it["accountRoleName"], *it["privileges"]) for it in grants} == {("SECOND_OWNER", "READ")}
    assert len(grants) == 2


def test_kafkas_user_is_a_secret_that_roles_get_as_files() -> None:
    recording = recorded_outside()
    secret = recording.named("kafka-keys")
    assert (secret.inputs["name"], secret.inputs["username"]) == ("TEAM_MILVUS_KAFKA", "milvus")
    assert "password" in secret.secrets
    for key in ROLES_OF_MILVUS:
        container = specifications(recording)[key]["containers"][0]
        mounted = container["secrets"][-1]
        assert mounted["snowflakeSecret"]["objectName"] == "TEAM_MILVUS_KAFKA"
        assert mounted["directoryPath"] == container["env"]["KAFKA_LOGIN"]
        assert "kafka-keys-to-owner" in recording.named(f"{key}-service").dependencies
