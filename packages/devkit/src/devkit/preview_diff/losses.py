"""What of a resource is lost with it: data that no later run makes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml

Inputs = Mapping[str, Any]
SERVICE = "snowflake:index/service:Service"
ROLLOUT = "pulumi-python:dynamic/rollout:Rollout"


def of(kind: str, inputs: Inputs, specifications: Mapping[tuple[str, ...], str]) -> str:
    """In words, or nothing. `specifications` are those that run, by `place` of their services."""
    if kind == SERVICE:
        return _of_service(inputs, specifications)
    held = _HELD.get(kind)
    return held(str(inputs.get("name"))) if held else ""


def place(inputs: Inputs, name: str) -> tuple[str, ...]:
    """Where a service is, by its own inputs or those of its roll."""
    return tuple(str(inputs.get(it)) for it in ("database", "schema", name))


def specifications(resources: Iterable[tuple[str, Inputs]]) -> dict[tuple[str, ...], str]:
    """Of all services, whether their text is their own input or on a stage: each has a roll."""
    return {place(inputs, "service"): str(inputs.get("specification")) for kind, inputs in resources if kind == ROLLOUT}


def _of_service(inputs: Inputs, specifications: Mapping[tuple[str, ...], str]) -> str:
    name = inputs.get("name")
    text = specifications.get(place(inputs, "name")) or (inputs.get("fromSpecification") or {}).get("text")
    volumes = _block_volumes(text)
    if volumes is None:
        return f"service {name}, with its block volumes if it has some (its specification cannot be read)"
    return f"service {name}, with its block volume {', '.join(volumes)}" if volumes else ""


def _block_volumes(text: object) -> list[str] | None:
    """Each with its size; None where nobody can tell."""
    try:
        volumes = yaml.safe_load(str(text))["spec"].get("volumes") or ()
        return [f"{it['name']} ({it.get('size')})" for it in volumes if it.get("source") == "block"]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError):
        return None


_HELD: Mapping[str, Callable[[str], str]] = {
    "snowflake:index/database:Database": lambda name: f"database {name}, with all schemas, others' too",
    "snowflake:index/schema:Schema": lambda name: f"schema {name}, with all in it, others' too",
    "snowflake:index/stageInternal:StageInternal": lambda name: f"stage {name}, with its files",
    "snowflake:index/imageRepository:ImageRepository": lambda name: f"image repository {name}, with its images",
}
