"""Services: their specification, what they wait for, who gets in."""

from __future__ import annotations

from tests.unit.recording import Program, Recorded


def opens(granted: Recorded, service: str) -> bool:
    return bool(granted.inputs["service"] == service)


def test_wait_for_what_create_service_needs(program: Program) -> None:
    recording = program()
    for service in ("milvus", "jupyter"):
        on = ("database", "schema", "warehouse", "repository")
        needed = {f"storage-{service}-owner-on-{what}" for what in on}
        needed |= {f"{service}-image", f"{service}-pool", f"{service}-pool-to-{service}-owner"}
        assert needed <= set(recording.named(f"{service}-service").dependencies)
    notebook = set(recording.named("jupyter-service").dependencies)
    assert {"access-jupyter-bind-service-endpoint", "storage-jupyter-owner-on-files-stage"} <= notebook
    assert "access-jupyter-bind-service-endpoint" not in recording.named("milvus-service").dependencies


def test_open_the_notebook_to_the_users_role_alone(program: Program) -> None:
    granted = program().of_type(":ServiceRole")
    assert {it.inputs["grantee"] for it in granted.values() if opens(it, "JUPYTER")} == {"MILVUS_ROLE"}
    service_role = granted["jupyter-service-role"]
    assert {key: service_role.inputs[key] for key in ("database", "schema", "role")} == {
        "database": "MILVUS_DEMO",
        "schema": "PUBLIC",
        "role": "JUPYTER_OWNER_ROLE",
    }
    assert "jupyter-service" in service_role.dependencies
    assert service_role.inputs["created_on"] == "made"


def test_open_milvus_to_the_owner_of_the_notebook_alone(program: Program) -> None:
    recording = program()
    opened = {
        name: it.inputs["grantee"] for name, it in recording.of_type(":ServiceRole").items() if opens(it, "MILVUS")
    }
    assert opened == {"milvus-jupyter-service-role": "JUPYTER_OWNER_ROLE"}
    assert recording.named("milvus-jupyter-usage").inputs["accountRoleName"] == "JUPYTER_OWNER_ROLE"


def test_show_the_specification_with_its_image_in_the_service(program: Program) -> None:
    recording = program()
    image = recording.named("jupyter-image").inputs["imageName"]
    text = recording.named("jupyter-service").inputs["fromSpecification"]["text"]
    assert image.startswith("acme-dev-1.registry.snowflakecomputing.com/milvus_demo/public/milvus_repo/jupyter:")
    assert f"image: {image.partition('.com')[2]}\n" in text


def test_put_the_specification_on_the_stage_when_asked(program: Program) -> None:
    recording = program(specSource="stage")
    uploaded = recording.of_type("dynamic/stage_file:StageFile")
    source = recording.named("milvus-service").inputs["fromSpecification"]
    assert set(uploaded) == {"milvus-specification", "jupyter-specification"}
    assert source["stage"] == '"MILVUS_DEMO"."PUBLIC"."YAML_STAGE"'
    assert source["file"] == "milvus.yaml"
    assert {it.inputs["role"] for it in uploaded.values()} == {"DEPLOYER_ROLE"}
