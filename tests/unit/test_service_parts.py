"""What of the shared resources each service gets."""

from __future__ import annotations

from tests.unit.recording import Program

ROWS = {
    "later": {"like": "milvus", "buildArgs": {"MILVUS_IMAGE": "milvusdb/milvus:v2.6.10"}},
    "unknown": {"like": "milvus", "buildArgs": {"MILVUS_IMAGE": "acme/base:1"}},
}


def test_services_with_block_volumes_are_kept_with_the_version_that_their_own_image_tells(program: Program) -> None:
    kept = program(services=ROWS).of_type(":ImageSnapshot")
    versions = {name.removesuffix("-image-snapshot"): it.inputs.get("version") for name, it in kept.items()}
    assert versions == {"milvus": "2.5.27", "later": "2.6.10", "unknown": None}


def test_a_service_waits_for_what_its_owner_needs_and_for_nothing_of_anothers(program: Program) -> None:
    recording = program()
    needs = {key: set(recording.named(f"{key}-service").dependencies) for key in ("milvus", "jupyter")}
    assert needs["milvus"] >= {"milvus-pool-to-milvus-owner", "milvus-secrets-milvus-owner-on-root"}
    assert needs["jupyter"] >= {"access-jupyter-bind-service-endpoint", "egress-jupyter-owner-on-integration"}
    assert [it for it in needs["milvus"] if "jupyter" in it] == []


def test_a_roll_waits_for_all_images_of_its_service(program: Program) -> None:
    rolls = program().of_type(":Rollout")
    images = {key: set(rolls[f"{key}-rollout"].dependencies) for key in ("milvus", "jupyter")}
    assert images["milvus"] >= {"milvus-image", "milvus.keeper-image"}
    assert images["jupyter"] & {"milvus-image", "milvus.keeper-image", "jupyter-image"} == {"jupyter-image"}
