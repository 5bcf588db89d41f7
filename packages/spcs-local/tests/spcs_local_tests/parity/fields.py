"""Fields of a service specification, by their paths: those that there are, and those that a text has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import yaml

from spcs_local.specification.fields import Fields
from spcs_local.specification.model import Specification


def known(model: type[Fields] = Specification, before: str = "") -> Iterator[tuple[str, str]]:
    """Every path, as `spec.containers.name`, with the one that stands for it where a field has two names."""
    for field in model.model_fields.values():
        path = f"{before}{field.alias}"
        yield path, path
        for other, proper in model.also_called.items():
            if proper == field.alias:
                yield f"{before}{other}", path
        for inner in _models(field.annotation):
            yield from known(inner, f"{path}.")


def written(text: str) -> set[str]:
    """The paths in a specification that was taken."""
    return set(_written(Specification, yaml.safe_load(text), ""))


def _written(model: type[Fields], content: Any, before: str) -> Iterator[str]:
    if isinstance(content, list):
        for item in content:
            yield from _written(model, item, before)
    if not isinstance(content, Mapping):
        return
    fields = {field.alias: field for field in model.model_fields.values()}
    for name, value in content.items():
        proper = model.also_called.get(name, name)
        if proper not in fields or value is None:
            continue
        yield f"{before}{name}"
        for inner in _models(fields[proper].annotation):
            yield from _written(inner, value, f"{before}{proper}.")


def _models(annotation: Any) -> Iterator[type[Fields]]:
    """What of an annotation has fields of its own: `Volume` in `tuple[Volume, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
