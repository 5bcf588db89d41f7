"""Which secrets a stack has, and whose services read them."""

from __future__ import annotations

from tests.unit.recording import Program
from tests.unit.test_cluster_definitions import recorded

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
