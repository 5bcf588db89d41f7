"""Resources as the engine tells a policy pack of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from milvus_policies.resources import Resource
from milvus_policies.rules import ResourceRule, StackRule

SPECIFICATION = """\
spec:
  containers:
    - name: milvus
      image: {image}
  volumes:
    - name: data
      source: {source}
  endpoints:
    - name: grpc
      {port}
      public: {public}
"""
HASHED = "/db/public/repo/milvus:3b102577c4cbf1af"


def resource(
    kind: str,
    called: str,
    /,
    *,
    protected: bool = False,
    uses: Mapping[str, Sequence[str]] | None = None,
    **properties: Any,
) -> Resource:
    """`called` by the program; what the object is named is a property."""
    return Resource(kind, called, f"urn:{called}", properties, protected, uses or {})


def text(image: str = HASHED, port: str = "port: 19530", public: str = "false", source: str = "block") -> str:
    """A specification."""
    return SPECIFICATION.format(image=image, port=port, public=public, source=source)


def said(rule: ResourceRule, given: Resource, **config: Any) -> list[str]:
    """What the rule says of it, with its defaults where the configuration has nothing else."""
    return list(rule.check(given, {**rule.defaults, **config}))


def said_of_stack(rule: StackRule, *given: Resource, **config: Any) -> dict[str, str]:
    """What it says, by names of resources."""
    return {it.name: text for it, text in rule.check(given, {**rule.defaults, **config})}
