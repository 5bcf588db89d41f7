"""The keys of a cluster's object storage."""

from __future__ import annotations

from tests.unit.test_cluster_definitions import recorded, specifications


def test_the_secret_is_read_by_the_owner_and_mounted_as_files() -> None:
    recording = recorded(namePrefix="TEAM_")
    secret = recording.named("object-storage-keys")
    assert (secret.inputs["name"], secret.inputs["username"]) == ("TEAM_MILVUS_OBJECTSTORE", "milvus")
    assert "password" in secret.secrets
    grant = recording.named("object-storage-keys-to-owner").inputs
    assert (grant["accountRoleName"], grant["privileges"]) == ("TEAM_MILVUS_OWNER_ROLE", ["READ"])
    for key in ("objectstore", "coordinator", "milvus"):
        container, *_ = specifications(recording)[key]["containers"]
        (mounted,) = container["secrets"]
        assert mounted["snowflakeSecret"]["objectName"] == "TEAM_MILVUS_OBJECTSTORE"
        assert mounted["directoryPath"] == container["env"]["OBJECTSTORE_KEYS"]
        assert "object-storage-keys-to-owner" in recording.named(f"{key}-service").dependencies


def test_etcd_and_kafka_have_no_secret() -> None:
    found = specifications(recorded())
    assert all("secrets" not in container for key in ("etcd", "kafka") for container in found[key]["containers"])


def test_its_name_and_user_are_settings() -> None:
    secret = recorded(objectStoreSecret="KEYS", objectStoreAccessKey="somebody").named("object-storage-keys").inputs
    assert (secret["name"], secret["username"]) == ("KEYS", "somebody")
