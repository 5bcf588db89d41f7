"""What of a resource is lost with it: data that no later run makes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import yaml

Inputs = Mapping[str, Any]
SERVICE = "snowflake:index/service:Service"
ROLLOUT = "pulumi-python:dynamic/rollout:Rollout"
Volumes = Sequence[str] | None  # None where nobody can tell


def of(kind: str, inputs: Inputs, rolled: Mapping[tuple[str, ...], Volumes]) -> str:
    """In words, or nothing. `rolled` are block volumes of services that run, by `place` of these."""
    if kind == SERVICE:
        return _of_service(inputs, rolled)
    held = _HELD.get(kind)
    return held(str(inputs.get("name"))) if held else ""


def place(inputs: Inputs, name: str) -> tuple[str, ...]:
    """Where a service is, by its own inputs or those of its roll."""
    return tuple(str(inputs.get(it)) for it in ("database", "schema", name))


def volumes(resources: Iterable[tuple[str, Inputs]]) -> dict[tuple[str, ...], Volumes]:
    """Of all services, whether their text is their own input or on a stage: each has a roll."""
    return {place(inputs, "service"): _rolled(inputs) for kind, inputs in resources if kind == ROLLOUT}


def _rolled(inputs: Inputs) -> Volumes:
    """What the roll knows of them. One of before has the text itself."""
    known = inputs.get("specification")
    if not isinstance(known, dict):
        return _block_volumes(known)
    return [f"{name} ({size})" for name, size in (known.get("volumes") or {}).items()]


def _of_service(inputs: Inputs, rolled: Mapping[tuple[str, ...], Volumes]) -> str:
    name, text = inputs.get("name"), (inputs.get("fromSpecification") or {}).get("text")
    volumes = rolled.get(place(inputs, "name"), _block_volumes(text))
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
