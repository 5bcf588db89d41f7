"""What holds data is protected."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.data import DATA_PROTECTED
from milvus_policies.resources import DATABASE, POOL, ROLLOUT, SCHEMA, SERVICE, STAGE, UNKNOWN, Resource
from tests.policies.made import resource, said_of_stack, text

SSE: dict[str, object] = {"snowflakeSse": {}}


def stack(*, protected: bool, source: str = "block") -> Iterator[Resource]:
    """As a first preview knows it: of a service, nothing."""
    yield resource(DATABASE, "database", name="MILVUS_DEMO", protected=protected)
    yield resource(SCHEMA, "schema", name="APP", protected=protected)
    yield resource(STAGE, "files", name="FILES", encryption=SSE, protected=protected)
    yield resource(STAGE, "specifications", name="YAML_STAGE")
    yield resource(POOL, "milvus-pool", name="POOL", protected=protected)
    yield resource(POOL, "jupyter-pool", name="OTHER")
    yield resource(SERVICE, "milvus-service", protected=protected, uses={"computePool": ["urn:milvus-pool"]})
    yield resource(SERVICE, "jupyter-service", uses={"computePool": ["urn:jupyter-pool"]})
    for name, volumes in (("milvus", {"data": "10Gi"} if source == "block" else {}), ("jupyter", {})):
        roll = {"service_id": [f"urn:{name}-service"]}
        yield resource(ROLLOUT, f"{name}-rollout", specification={"digest": name, "volumes": volumes}, uses=roll)


def test_refuse_what_holds_data_and_is_not_protected() -> None:
    found = said_of_stack(DATA_PROTECTED, *stack(protected=False))
    assert found.keys() == {"database", "schema", "files", "milvus-pool", "milvus-service"}
    assert found["milvus-pool"].startswith(
        "compute pool POOL: not protected, and the block volumes of services in it would go with it; allowed: protected"
    )
    assert all("To do: pulumi config set milvus-spcs:protect true" in it for it in found.values())


def test_take_what_is_protected_or_holds_none() -> None:
    assert said_of_stack(DATA_PROTECTED, *stack(protected=True)) == {}
    without = said_of_stack(DATA_PROTECTED, *stack(protected=False, source="memory"))
    assert without.keys() == {"database", "schema", "files"}


def test_a_service_without_a_roll_is_known_by_its_own_text() -> None:
    alone = resource(SERVICE, "own", fromSpecification={"text": text()}, uses={"computePool": ["urn:milvus-pool"]})
    found = said_of_stack(DATA_PROTECTED, alone, resource(POOL, "milvus-pool", name=UNKNOWN))
    assert found.keys() == {"own", "milvus-pool"}
    assert found["milvus-pool"].startswith("compute pool milvus-pool: ")
