"""Privileges are granted by name."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.resources import GRANT, Resource
from milvus_policies.rules import Config, ResourceRule, violation

_ALL = ("ALL", "ALL PRIVILEGES")


def _check(resource: Resource, _config: Config) -> Iterator[str]:
    if resource.kind != GRANT:
        return
    listed = resource.properties.get("privileges")
    named = [it.upper() for it in listed if isinstance(it, str)] if isinstance(listed, list) else []
    if resource.properties.get("allPrivileges") is True or any(it in _ALL for it in named):
        yield violation(
            f"grant {resource.name}",
            "ALL PRIVILEGES",
            "privileges by their names: what Snowflake adds to an object later is granted by nobody",
            "name what is needed (docs/privileges.md); guidePrivileges: true grants all, and has policies/guide.json",
        )


NO_ALL_PRIVILEGES = ResourceRule("no-all-privileges", "No grant is of ALL PRIVILEGES.", check=_check)
