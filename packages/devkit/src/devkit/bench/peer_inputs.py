"""What the peer is given: the services as the stack has just made them, with the same specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SERVICE, ROLLOUT, POOL = "snowflake:index/service:Service", ":Rollout", "snowflake:index/computePool:ComputePool"
SERVICE_ROLE = ":ServiceRole"
Resources = Sequence[Mapping[str, Any]]


def write_specifications(resources: Resources, directory: Path) -> dict[str, str]:
    """A file for each service, by the services' names."""
    directory.mkdir()
    files = {name: directory / f"{name.lower()}.yaml" for name in _services(resources)}
    for name, text in specifications(resources).items():
        files[name].write_text(text, encoding="utf-8")
    return {name: str(file) for name, file in files.items()}


def specifications(resources: Resources) -> dict[str, str]:
    """As the account got them, by the services' names."""
    return {name: service["inputs"]["fromSpecification"]["text"] for name, service in _services(resources).items()}


def guide_services(resources: Resources, files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Of terraform/guide, of either topology: owner, pool, instances, who may enter, and whether others wait for it."""
    services = _services(resources)
    awaited = _awaited(resources)
    return {
        name: {
            "owner": _owner(service["provider"]),
            "pool": _pool_key(service["inputs"]["computePool"]),
            "specification": files[name],
            "first": name in awaited,
            "instances": service["inputs"]["minInstances"],
            "may_enter": _may_enter(resources, name),
        }
        for name, service in services.items()
    }


def many_services(resources: Resources, files: Mapping[str, str]) -> dict[str, Any]:
    """Of terraform/services: the services, and how many nodes their pool has."""
    (pool,) = (it for it in resources if it["type"] == POOL)
    services = {name: {"specification": file} for name, file in files.items()}
    return {"nodes": pool["inputs"]["minNodes"], "services": services}


def _services(resources: Resources) -> dict[str, Mapping[str, Any]]:
    return {it["inputs"]["name"]: it for it in resources if it["type"] == SERVICE}


def _awaited(resources: Resources) -> set[str]:
    """Services on whose rolls others wait."""
    of_rolls = {it["urn"]: it["inputs"]["service"] for it in resources if it["type"].endswith(ROLLOUT)}
    waited_for = {urn for service in _services(resources).values() for urn in service.get("dependencies", ())}
    return {name for urn, name in of_rolls.items() if urn in waited_for}


def _owner(provider: str) -> str:
    """`urn:…::milvus-owner::id` is Milvus'."""
    return provider.split("::")[-2].removesuffix("-owner")


def _pool_key(pool: str) -> str:
    return pool.removesuffix("_COMPUTE_POOL").lower()


def _may_enter(resources: Resources, service: str) -> dict[str, str]:
    """Service roles by who gets them."""
    granted = [it["inputs"] for it in resources if it["type"].endswith(SERVICE_ROLE)]
    of_it = [it for it in granted if it["service"] == service]
    return {_who(it["grantee"]): it.get("service_role") or "ALL_ENDPOINTS_USAGE" for it in of_it}


def _who(role: str) -> str:
    return role.removesuffix("_OWNER_ROLE").lower() if role.endswith("_OWNER_ROLE") else "users"
