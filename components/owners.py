"""What the owners of services need, from what their services are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.cluster_definitions import EXTERNAL
from components.service_definitions import EGRESS, ServiceDefinition
from components.specification import Specification, block_volumes, public_endpoints

FILES_STAGE = "files_stage"
ROOT, NOTEBOOK = "root", "notebook"  # users of Milvus
# placeholders of the secrets with them
MILVUS_SECRETS = {ROOT: "milvus_root_secret", NOTEBOOK: "milvus_notebook_secret"}


@dataclass(frozen=True)
class OwnerNeeds:
    """Of one owner: pools by their keys, public endpoints, the way out, the stage that is mounted, and the one that
    exports of its data are written to; the way to what a cluster has outside; the users of Milvus whose secrets its
    services get."""

    pools: frozenset[str]
    binds_endpoints: bool
    egress: bool
    files_stage: bool
    exports: bool = False
    external: bool = False
    milvus_users: frozenset[str] = frozenset()


def needs_of_owners(
    services: Mapping[str, ServiceDefinition], specifications: Mapping[str, Specification]
) -> dict[str, OwnerNeeds]:
    """By what definitions call the owners; each has what its services need, and no more."""
    owned: dict[str, list[str]] = {}
    for key, definition in services.items():
        owned.setdefault(definition.owner, []).append(key)
    return {
        owner: OwnerNeeds(
            pools=frozenset(services[key].pool for key in keys),
            binds_endpoints=any(public_endpoints(specifications[key].text) for key in keys),
            egress=any(EGRESS in services[key].integrations for key in keys),
            files_stage=any(FILES_STAGE in specifications[key].placeholders for key in keys),
            external=any(EXTERNAL in services[key].integrations for key in keys),
            exports=any(block_volumes(specifications[key].text) for key in keys),
            milvus_users=frozenset(
                user
                for user, placeholder in MILVUS_SECRETS.items()
                if any(placeholder in specifications[key].placeholders for key in keys)
            ),
        )
        for owner, keys in owned.items()
    }
