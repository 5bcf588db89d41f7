"""What the peer is given of a stack's state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from devkit.bench import peer_inputs

URN = "urn:pulumi:local::milvus-spcs::"


def service(name: str, owner: str, *dependencies: str) -> dict[str, Any]:
    inputs = {
        "name": name,
        "computePool": f"{owner.upper()}_COMPUTE_POOL",
        "fromSpecification": {"text": f"spec: {name}\n"},
        "minInstances": 1,
    }
    provider = f"{URN}pulumi:providers:snowflake::{owner}-owner::id"
    return {
        "type": peer_inputs.SERVICE,
        "urn": f"{URN}{name}",
        "provider": provider,
        "inputs": inputs,
        "dependencies": [f"{URN}{it}-roll" for it in dependencies],
    }


def roll(name: str) -> dict[str, Any]:
    return {"type": "pulumi-python:dynamic/rollout:Rollout", "urn": f"{URN}{name}-roll", "inputs": {"service": name}}


def entering(name: str, grantee: str, service_role: str | None = None) -> dict[str, Any]:
    inputs = {"service": name, "grantee": grantee, "service_role": service_role}
    return {"type": "pulumi-python:dynamic/service_role:ServiceRole", "urn": "", "inputs": inputs}


STATE = [
    service("ETCD", "milvus"),
    service("MILVUS", "milvus", "ETCD"),
    service("JUPYTER", "jupyter"),
    *(roll(name) for name in ("ETCD", "MILVUS", "JUPYTER")),
    entering("MILVUS", "JUPYTER_OWNER_ROLE", "CLIENTS"),
    entering("JUPYTER", "MILVUS_ROLE"),
]


def test_services_have_owner_and_pool_and_who_may_enter(tmp_path: Path) -> None:
    files = peer_inputs.write_specifications(STATE, tmp_path / "specifications")
    found = peer_inputs.guide_services(STATE, files)
    assert {name: (it["owner"], it["pool"], it["first"], it["may_enter"]) for name, it in found.items()} == {
        "ETCD": ("milvus", "milvus", True, {}),
        "MILVUS": ("milvus", "milvus", False, {"jupyter": "CLIENTS"}),
        "JUPYTER": ("jupyter", "jupyter", False, {"users": "ALL_ENDPOINTS_USAGE"}),
    }


def test_specifications_are_those_that_the_account_got(tmp_path: Path) -> None:
    files = peer_inputs.write_specifications(STATE, tmp_path / "specifications")
    assert Path(files["ETCD"]).read_text(encoding="utf-8") == "spec: ETCD\n"


def test_many_services_share_a_pool() -> None:
    pool = {"type": peer_inputs.POOL, "inputs": {"minNodes": 4}}
    assert peer_inputs.many_services([pool], {"SERVICE_000": "a.yaml"}) == {
        "nodes": 4,
        "services": {"SERVICE_000": {"specification": "a.yaml"}},
    }
