"""Services and compute pools as data: the guide's two of each, and what the configuration adds or has otherwise.

A definition is a mapping with the fields of docs/services.md. `like` names another one whose fields it begins with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.cluster_definitions import METRICS_SECONDS, cluster_rows, keeper_image
from components.config_reader import Values
from components.container_resources import ContainerResources, resources
from components.node_sizes import node_size
from components.settings_table import Table
from components.sql import Existing, Identifier

Fields = Mapping[str, Any]
Definitions = Mapping[str, Fields]  # by their keys
GUIDE = ("milvus", "jupyter")  # the services and pools that are there without being named
LIKE = "like"
EXISTING = "existing"  # of a pool that is there before
USERS, EGRESS = "users", "egress"  # who uses the notebook; the stack's own integration
REQUIRED = "requiredPlaceholders"  # which no configuration names
WHOLE_NODE = "wholeNode"  # nor this one
RESOURCES = "resources"
FAMILY, FAMILY_SAID_BY = "instanceFamily", "instanceFamilySaidBy"  # the latter no configuration names, either
IMAGES = "images"  # of the containers beside a service's first one


@dataclass(frozen=True, kw_only=True)
class PoolSettings:
    """A compute pool; of one that is there before, the name alone.

    `family_said_by` is the setting that has the instance family, by its path in the configuration. `auto_suspend` is in
    seconds without a service or job; 0 for never, None for as long as the account has it.
    """

    name: Identifier
    instance_family: str | None = None
    family_said_by: str = Table.INSTANCE_FAMILY.name
    min_nodes: int = 1
    max_nodes: int = 1
    auto_suspend: int | None = None
    protect: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.name, Existing):
            return
        Table.INSTANCE_FAMILY.require(self.instance_family)
        if not 1 <= self.min_nodes <= self.max_nodes:
            raise ValueError(
                f"nodes are {self.min_nodes} to {self.max_nodes}; allowed: 1 or more, the least first. To do: mend them"
            )


@dataclass(frozen=True, kw_only=True)
class ImageDefinition:
    """`image` names a directory of images/ that is built, unless `image_reference` says which image of the account
    runs; `image_digest` is the digest of one that is not built here."""

    image: str
    image_reference: str | None = None
    image_digest: str | None = None
    build_args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ServiceDefinition(ImageDefinition):
    """A service: what runs, where, as whose, and who may enter.

    Its own image is that of `${image}`; `images` are those beside it, by their names: `${<name>_image}`.
    `specification` is a file of specs/, which has to use all of them and `required_placeholders` of the `placeholders`.
    `resources` are fields of the row in thousandths of a processor and in MiB, for what the pool's instance family says
    otherwise, where Milvus has the `whole_node`. `pool` is a key of the pools. `owner` is "milvus" or "jupyter" for the
    owner of either, or the name of a role that the stack makes. `integrations` are names, "egress" for the stack's own
    or "external" for a cluster's; `may_enter` are names of roles, owners, or "users".
    """

    name: Identifier
    images: Mapping[str, ImageDefinition] = field(default_factory=dict)
    specification: str
    placeholders: Mapping[str, str | int] = field(default_factory=dict)
    required_placeholders: frozenset[str] = frozenset()
    resources: Mapping[str, int] = field(default_factory=dict)
    whole_node: bool = False
    pool: str
    owner: str = "jupyter"
    integrations: tuple[str, ...] = ()
    may_enter: tuple[str, ...] = ()
    instances: int = 1
    timeout: int
    protect: bool = False

    def resources_in(self, pool: PoolSettings) -> ContainerResources:
        """Of its container, on the nodes of its pool."""
        return resources(node_size(pool.instance_family), self.resources, whole_node=self.whole_node)


def completed_pools(given: Definitions, values: Values) -> Definitions:
    """With all fields; the guide's come first."""
    family = Table.INSTANCE_FAMILY
    defaults = {FAMILY: values.optional(family), FAMILY_SAID_BY: family.name, "minNodes": 1}
    said = {
        key: {**own, FAMILY_SAID_BY: f"{Table.POOLS.name}.{key}.{FAMILY}"} if FAMILY in own else own
        for key, own in given.items()
    }
    return _completed(said, lambda _key: defaults, lambda begins, own: {**begins, **own})


def completed_services(given: Definitions, values: Values) -> Definitions:
    """With all fields; a cluster's come first, then the guide's."""
    # whatever runs beside Milvus runs beside all of a cluster
    of_milvus = given.get("milvus", {}).get(IMAGES, {})
    beside = {name: _image_overlaid(it, of_milvus.get(name, {})) for name, it in keeper_image(values).items()}
    cluster = {key: {IMAGES: beside, **row} for key, row in cluster_rows(values).items()}
    guide: Definitions = {
        "milvus": {
            "buildArgs": {"MILVUS_IMAGE": values.optional(Table.MILVUS_IMAGE)},
            IMAGES: beside,
            "placeholders": {"volume_gi": values.optional(Table.MILVUS_VOLUME), "metrics_seconds": METRICS_SECONDS},
            REQUIRED: {"volume_gi"},
            WHOLE_NODE: True,
            "owner": "milvus",
            "mayEnter": ("jupyter",),
            "protect": values.optional(Table.PROTECT),
        },
        "jupyter": {
            "buildArgs": {"PYTHON_IMAGE": values.optional(Table.PYTHON_IMAGE)},
            "integrations": (EGRESS,),
            "mayEnter": (USERS,),
        },
    }
    every: Fields = {
        "buildArgs": {},
        IMAGES: {},
        "placeholders": {},
        REQUIRED: set(),
        WHOLE_NODE: False,
        RESOURCES: {},
        "owner": "jupyter",
        "timeout": values.optional(Table.ROLL_TIMEOUT),
    }
    return _completed(
        given,
        lambda key: {**every, "image": key, "specification": key, "pool": key, **{**guide, **cluster}.get(key, {})},
        _service_overlaid,
        (*cluster, *GUIDE),
    )


def _completed(
    given: Definitions,
    defaults: Callable[[str], Fields],
    overlaid: Callable[[Fields, Fields], Fields],
    unnamed: Sequence[str] = GUIDE,
) -> Definitions:
    """`unnamed` are there whether the configuration names them or not."""
    found: dict[str, Fields] = {}
    for key in dict.fromkeys((*unnamed, *given)):
        line = [key]  # what it begins as, one behind the other
        while line[-1] not in found and (begins := given.get(line[-1], {}).get(LIKE)):
            line.append(begins)
        for it in reversed(line):
            own = given.get(it, {})
            if it not in found:
                found[it] = overlaid(found[own[LIKE]] if LIKE in own else defaults(it), own)
    return {key: found[key] for key in dict.fromkeys((*unnamed, *given))}


def _service_overlaid(begins: Fields, own: Fields) -> Fields:
    """Build arguments, images, placeholders and resources are added. Another specification need not use what the one
    before had to."""
    placeholders = own.get("placeholders", {})
    another = own.get("specification", begins["specification"]) != begins["specification"]
    images = dict({} if another else begins[IMAGES])
    for name, image in own.get(IMAGES, {}).items():
        images[name] = _image_overlaid(images.get(name, {"image": name, "buildArgs": {}}), image)
    return {
        **_image_overlaid(begins, own),
        IMAGES: images,
        "placeholders": {**begins["placeholders"], **placeholders},
        RESOURCES: {**begins[RESOURCES], **own.get(RESOURCES, {})},
        REQUIRED: (set() if another else begins[REQUIRED]) | placeholders.keys(),
    }


def _image_overlaid(begins: Fields, own: Fields) -> Fields:
    other_image = "image" in own or "imageReference" in own
    if "buildArgs" in own and not begins.get("imageReference"):
        other_image = True
    return {
        **begins,
        # who says which image is built wants it to run
        **({"imageReference": None} if "image" in own else {}),
        **({"imageDigest": None} if other_image else {}),
        **own,
        "buildArgs": {**begins["buildArgs"], **own.get("buildArgs", {})},
    }


def pools(definitions: Definitions, protected: frozenset[str]) -> dict[str, PoolSettings]:
    """Of complete definitions. A pool is protected whose services are: they would go with it."""
    return {key: _pool(fields, protect=key in protected) for key, fields in definitions.items()}


def _pool(fields: Fields, *, protect: bool) -> PoolSettings:
    if isinstance(fields["name"], Existing):
        return PoolSettings(name=fields["name"])
    return PoolSettings(
        name=fields["name"],
        instance_family=fields[FAMILY],
        family_said_by=fields[FAMILY_SAID_BY],
        min_nodes=fields["minNodes"],
        max_nodes=fields.get("maxNodes", fields["minNodes"]),
        auto_suspend=fields.get("autoSuspend"),
        protect=protect,
    )


def services(definitions: Definitions) -> dict[str, ServiceDefinition]:
    """Of complete definitions."""
    return {
        key: ServiceDefinition(
            **_of_image(fields),
            name=fields["name"],
            images={name: ImageDefinition(**_of_image(image)) for name, image in fields[IMAGES].items()},
            specification=fields["specification"],
            placeholders=fields["placeholders"],
            required_placeholders=frozenset(fields[REQUIRED]),
            resources=fields[RESOURCES],
            whole_node=fields[WHOLE_NODE],
            pool=fields["pool"],
            owner=fields["owner"],
            integrations=fields.get("integrations", ()),
            may_enter=fields.get("mayEnter", ()),
            instances=fields.get("instances", 1),
            timeout=fields["timeout"],
            protect=fields.get("protect", False),
        )
        for key, fields in definitions.items()
    }


def _of_image(fields: Fields) -> dict[str, Any]:
    return {
        "image": fields["image"],
        "image_reference": fields.get("imageReference"),
        "image_digest": fields.get("imageDigest"),
        "build_args": fields["buildArgs"],
    }


def images_of(services: Mapping[str, ServiceDefinition]) -> dict[str, ImageDefinition]:
    """All that run, by the service's key, and `<key>.<name>` of one beside the service's own."""
    found: dict[str, ImageDefinition] = {}
    for key, definition in services.items():
        found[key] = definition
        found.update({f"{key}.{name}": image for name, image in definition.images.items()})
    return found


def image_fields(definitions: Definitions) -> dict[str, Fields]:
    """Of all images, by their paths in the configuration."""
    found: dict[str, Fields] = {}
    for key, fields in definitions.items():
        found[key] = fields
        found.update({f"{key}.{IMAGES}.{name}": image for name, image in fields.get(IMAGES, {}).items()})
    return found


def image_placeholder(name: str) -> str:
    """What stands for an image beside the service's own."""
    return f"{name}_image"
