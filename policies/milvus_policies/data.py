"""What holds data is protected (docs/data.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from milvus_policies.resources import DATABASE, ROLLOUT, SCHEMA, SERVICE, STAGE, Resource
from milvus_policies.rules import Config, StackRule, violation
from milvus_policies.specifications import parts, sent


def _check(resources: Sequence[Resource], _config: Config) -> Iterator[tuple[Resource, str]]:
    held = _block_volumes(resources)
    for resource in resources:
        lost = held.get(resource.urn) or _lies_in(resource)
        if lost and not resource.protected:
            yield (
                resource,
                violation(
                    resource.subject,
                    f"not protected, and {lost} would go with it",
                    "protected",
                    "pulumi config set milvus-spcs:protect true, or protect=True where a component of yours makes it",
                ),
            )


def _block_volumes(resources: Sequence[Resource]) -> dict[str, str]:
    """What goes with a service that has one, or with its pool, by their URNs."""
    by_urn = {it.urn: it for it in resources}
    services = {urn for it in resources for urn in _services_with_volume(it)}
    pools = {pool for urn in services if urn in by_urn for pool in by_urn[urn].uses.get("computePool", ())}
    return dict.fromkeys(services, "its block volumes") | dict.fromkeys(pools, "the block volumes of services in it")


def _services_with_volume(resource: Resource) -> Sequence[str]:
    """By the service's own text or by what its roll knows of it: a first preview knows no output of a service."""
    if resource.kind == SERVICE:
        return [resource.urn] if _is_block(sent(resource)) else []
    specification = resource.properties.get("specification") if resource.kind == ROLLOUT else None
    rolled = isinstance(specification, dict) and specification.get("volumes")
    return resource.uses.get("service_id", ()) if rolled else []


def _is_block(text: object) -> bool:
    return any(it.get("source") == "block" for it in parts(text, "volumes"))


def _lies_in(resource: Resource) -> str:
    if resource.kind in (DATABASE, SCHEMA):
        return "all that lies in it"
    encryption = resource.properties.get("encryption") if resource.kind == STAGE else None
    # containers can mount no other stage; one without it has specifications, which are made again
    is_mountable = isinstance(encryption, dict) and encryption.get("snowflakeSse") is not None
    return "its files" if is_mountable else ""


DATA_PROTECTED = StackRule("data-protected", "What holds data is protected.", check=_check)
