"""Specifications of services, in the service itself or on their way to a stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from milvus_policies.resources import SERVICE, STAGE_FILE, Resource

Part = Mapping[str, Any]


def sent(resource: Resource) -> object:
    """The text that this resource brings into the account, if it is a specification."""
    if resource.kind == STAGE_FILE:
        return resource.properties.get("content")
    given = resource.properties.get("fromSpecification") if resource.kind == SERVICE else None
    return given.get("text") if isinstance(given, dict) else None


def parts(text: object, kind: str) -> Iterator[Part]:
    """Its `containers`, `endpoints` or `volumes`; none of what is no specification, or is not known yet.

    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
    """
    try:
        found = yaml.safe_load(text) if isinstance(text, str) else None
    except yaml.YAMLError:
        return  # the account says what is wrong with it
    inside = found.get("spec") if isinstance(found, dict) else None
    listed = inside.get(kind) if isinstance(inside, dict) else None
    for part in listed if isinstance(listed, list) else ():
        if isinstance(part, dict):
            yield part


def subject(resource: Resource) -> str:
    """The service, or the file that it is made from."""
    return f"specification {resource.properties.get('file')}" if resource.kind == STAGE_FILE else resource.subject
