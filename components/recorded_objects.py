"""Objects of the account by what a stack's state says of them: their types and inputs, without a run of the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components import ingress
from components.account_objects import INTEGRATION, ObjectName
from components.deployment import Deployment, State
from components.new_resources import TYPES

INGRESS = "pulumi-python:dynamic/ingress:IngressIntegration"


def object_name(resource_type: str, inputs: Mapping[str, Any]) -> ObjectName | None:
    """What a resource of the type with these inputs makes; its `id` is the provider's, `account_objects.find` looks
    whether it is there. None for what is no object of its own, or has no plain name."""
    if resource_type == INGRESS:
        return ObjectName.of(INTEGRATION, ingress.NAME)
    made = TYPES.get(resource_type)
    parts = [inputs.get(part) for part in made.kind.named_by] if made else []
    if made is None or not all(isinstance(part, str) for part in parts):
        return None
    try:
        return ObjectName.of(made.kind, *map(str, parts))
    except ValueError:
        return None


def recorded_names(deployment: Deployment) -> set[ObjectName]:
    """The objects that a state has."""
    found = (object_name(it["type"], it.get("inputs", {})) for it in deployment.resources if "id" in it)
    return {name for name in found if name}


def making_role(deployment: Deployment, resource: State) -> str | None:
    """The role that makes and owns it: its provider's. None where the provider is gone."""
    if resource["type"] == INGRESS:
        return str(resource["inputs"]["role"])
    provider = deployment.provider_of(resource)
    role = provider["inputs"].get("role") if provider else None
    return role if isinstance(role, str) else None
