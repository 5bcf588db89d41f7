"""Which services a cluster has, what they run, and what waits for what."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from components import settings
from components.cluster_definitions import FOUNDATION, MEMBERS
from components.service_specifications import load_specifications
from components.settings import Settings
from tests.unit.configuration import CLUSTER, CLUSTER_SECRETS, problems, source
from tests.unit.recording import PROJECT, Recording, configure, record, run_program

ROLES = ("coordinator", "querynode", "datanode", "indexnode")
# what nodes dial on each other, and clients on the proxy
PORTS = {
    "etcd": {2379},
    "kafka": {9092},
    "objectstore": {9000},
    "coordinator": {53100, 19531, 13333},
    "querynode": {21123},
    "datanode": {21124},
    "indexnode": {21121},
    "milvus": {19530, 19529},
}


def clustered(**changes: Any) -> Settings:
    return settings.load(source({**CLUSTER, **changes}, CLUSTER_SECRETS), {})


def recorded(**changes: Any) -> Recording:
    given = {**CLUSTER, **changes}.items()
    configure({f"{PROJECT}:{key}": it if isinstance(it, str) else json.dumps(it) for key, it in given}, CLUSTER_SECRETS)
    return record(run_program)


def specifications(recording: Recording) -> dict[str, Any]:
    return {
        it.name.removesuffix("-service"): yaml.safe_load(it.inputs["fromSpecification"]["text"])["spec"]
        for it in recording.resources
        if it.type.endswith(":Service")
    }


def test_a_cluster_has_what_it_stands_on_then_its_roles() -> None:
    found = clustered().services
    assert list(found) == [*FOUNDATION, *ROLES, "milvus", "jupyter"]
    assert set(found) - {"jupyter"} == MEMBERS
    assert {it.owner for key, it in found.items() if key != "jupyter"} == {"milvus"}
    assert {it.pool for key, it in found.items() if key != "jupyter"} == {"milvus"}
    assert [key for key, it in found.items() if it.protect] == list(FOUNDATION)
    assert (found["milvus"].name, found["milvus"].may_enter) == ("MILVUS", ("jupyter",))


def test_every_port_that_is_dialled_is_an_endpoint_and_no_other_is() -> None:
    found = specifications(recorded())
    assert {key: {it["port"] for it in found[key]["endpoints"]} for key in PORTS} == PORTS
    assert not any(it.get("public") for key in PORTS for it in found[key]["endpoints"])


def test_of_all_that_runs_metrics_are_written() -> None:
    """Of what keeps data, how full its volume is; of what has a page, its memory as a share of its own limit."""
    found, disks = specifications(recorded()), set()
    for key in PORTS:
        main, beside = found[key]["containers"]
        env = beside["env"]
        assert (env["METRICS_SECONDS"], "/keeper:" in beside["image"]) == ("60", True)
        if env.get("METRICS_PAGE") != "none":
            assert env["MEMORY_LIMIT"] == main["resources"]["limits"]["memory"]
        if mounts := main.get("volumeMounts"):
            assert (beside["volumeMounts"], env["METRICS_DISK"]) == (mounts, mounts[0]["mountPath"])
            assert env["METRICS_DISK_SIZE"] == found[key]["volumes"][0]["size"]
            disks.add(key)
    assert disks == set(FOUNDATION)


def test_coordinators_know_the_memory_of_the_smallest_node() -> None:
    def told(**rows: Any) -> str:
        return str(specifications(recorded(services=rows))["coordinator"]["containers"][0]["env"]["NODE_MEMORY"])

    small = {"like": "querynode", "resources": {"memoryLimit": "2Gi"}}
    assert told() == "8192"
    assert told(indexnode={"resources": {"memoryLimit": "512Mi", "memoryRequest": "256Mi"}}, more=small) == "512"
    assert told(more=small) == "2048"
    assert told(proxy={"like": "milvus", "resources": {"memoryLimit": "1Gi"}}) == "8192"


def test_the_keepers_image_is_said_once() -> None:
    """In Milvus' row, as for one process; a row may have another one."""
    images = {"keeper": {"imageReference": "/d/s/r/keeper:1"}}
    other = {"keeper": {"imageReference": "/d/s/r/keeper:2"}}
    found = clustered(services={"milvus": {"images": images}, "etcd": {"images": other}}).services
    of = {key: found[key].images["keeper"].image_reference for key in MEMBERS}
    assert of == {**dict.fromkeys(MEMBERS, "/d/s/r/keeper:1"), "etcd": "/d/s/r/keeper:2"}


def test_roles_begin_once_what_they_stand_on_is_ready() -> None:
    recording = recorded()
    rolls = {f"{key}-rollout" for key in FOUNDATION}
    for key in (*ROLES, "milvus"):
        assert rolls <= set(recording.named(f"{key}-service").dependencies)
    for key in (*FOUNDATION, "jupyter"):
        assert rolls.isdisjoint(recording.named(f"{key}-service").dependencies)


def test_what_a_cluster_holds_is_kept_together_before_any_of_it_gets_another_image() -> None:
    recording = recorded(services={"more": {"like": "querynode"}, "beside": {"like": "jupyter"}})
    snapshot = recording.only(":ClusterSnapshot").inputs
    members = (*FOUNDATION, *ROLES, "milvus", "more")
    assert set(snapshot["images"]) == {key.upper() for key in members}
    assert snapshot["images"]["KAFKA"] != snapshot["images"]["QUERYNODE"] == snapshot["images"]["MILVUS"]
    assert (snapshot["version"], snapshot["keep"], snapshot["initial"]) == ("2.5.27", 3, [])
    waiting = {it.name for it in recording.resources if "cluster-image-snapshot" in it.dependencies}
    assert waiting >= {f"{key}-service" for key in members}
    assert waiting.isdisjoint({"jupyter-service", "beside-service"})
    assert recording.of_type(":ImageSnapshot") == {}


def test_of_several_versions_the_oldest_counts() -> None:
    older = {"coordinator": {"buildArgs": {"MILVUS_IMAGE": "milvusdb/milvus:v2.5.27"}}}
    snapshot = recorded(services=older, milvusImage="milvusdb/milvus:v2.5.28").only(":ClusterSnapshot").inputs
    assert snapshot["version"] == "2.5.27"


def test_nodes_are_as_many_as_the_settings_say() -> None:
    found = clustered(queryNodes=3, dataNodes=2, indexNodes=4, pools={"milvus": {"maxNodes": 2}}).services
    assert [found[key].instances for key in ROLES] == [1, 3, 2, 4]
    rollout = recorded(queryNodes=3).of_type(":Rollout")["querynode-rollout"].inputs
    assert rollout["instances"] == 3


@pytest.mark.parametrize(
    ("image", "role"), [("milvus-spcs/milvus-base:f9", "mixture"), ("milvusdb/milvus:v2.5.27", "mixcoord")]
)
def test_coordinators_are_one_process_by_the_name_that_the_version_has(image: str, role: str) -> None:
    assert clustered(milvusImage=image).services["coordinator"].placeholders["coordinator"] == role


def test_a_row_says_otherwise() -> None:
    pools = {"query": {"instanceFamily": "HIGHMEM_X64_S"}}
    changed = {"querynode": {"pool": "query", "instances": 2}, "more": {"like": "querynode"}}
    found = clustered(pools=pools, services=changed).services
    assert [(found[key].pool, found[key].instances) for key in ("querynode", "more")] == [("query", 2), ("query", 2)]
    assert found["more"].specification == "cluster/querynode"


def test_keys_of_the_object_storage_are_asked_for_and_never_shown() -> None:
    (problem,) = problems(source({"topology": "cluster"})).values()
    assert "milvus-spcs:objectStoreSecretKey is missing" in problem
    assert "key-of-the-object-storage" not in str(clustered())


def test_one_process_has_none_of_it() -> None:
    found = settings.load(source(), {})
    assert list(found.services) == ["milvus", "jupyter"]
    assert load_specifications(found.services).keys() == {"milvus", "jupyter"}
