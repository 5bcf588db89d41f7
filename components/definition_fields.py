"""The fields of pools and services in the configuration: what each may be, is for, and is when it is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from components import checks, container_resources
from components.checks import Check
from components.cluster_definitions import EXTERNAL
from components.container_resources import CPUS, MEMORIES
from components.existing_names import FORM, may_exist
from components.service_definitions import EGRESS, EXISTING, GUIDE, LIKE, RESOURCES, USERS
from components.settings_table import Table

T = TypeVar("T")
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")
_BUILD_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Field:
    """`check` takes what the configuration has, and returns the value or raises ValueError with what is allowed."""

    name: str
    check: Callable[[Any], Any]
    description: str
    left_out: str


def _text(check: Check[T]) -> Callable[[Any], T]:
    """A text, or a number or truth that the configuration made of one."""

    def checked(value: Any) -> T:
        if isinstance(value, bool):
            return check(str(value).lower())
        # what is neither is as wrong as a text can be
        return check(str(value) if isinstance(value, str | int) else "\0")

    return checked


def _texts(check: Check[T], allowed: str) -> Callable[[Any], tuple[T, ...]]:
    def checked(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"a list, each of {allowed}")
        return tuple(check(item) for item in value)

    return checked


def _placeholders(value: Any) -> Mapping[str, str | int]:
    if _is_mapping(value, _PLACEHOLDER) and "image" not in value:
        return dict(value)
    raise ValueError("a mapping of names in small letters, digits and _, not image, to texts or whole numbers")


def _build_arguments(value: Any) -> Mapping[str, str]:
    if not _is_mapping(value, _BUILD_ARGUMENT):
        raise ValueError("a mapping of names in letters, digits and _ to texts or whole numbers")
    return {name: _build_argument(name, str(item)) for name, item in value.items()}


def _images(value: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict) or not all(_PLACEHOLDER.fullmatch(name) for name in value):
        raise ValueError("a mapping of names in small letters, digits and _ to the fields of their images")
    return {name: _image(name, fields) for name, fields in value.items()}


def _image(name: str, fields: Any) -> Mapping[str, Any]:
    known = {item.name: item for item in IMAGE_FIELDS}
    if not isinstance(fields, dict) or not known.keys() >= fields.keys():
        raise ValueError(f"with the fields {', '.join(known)} of {name}")
    found = {}
    for field, value in fields.items():
        try:
            found[field] = known[field].check(value)
        except ValueError as error:
            raise ValueError(f"with {field} of {name}: {error}") from None
    return found


def _build_argument(name: str, text: str) -> str:
    if not name.endswith("_IMAGE"):
        return text
    try:
        return checks.milvus_image(text)
    except ValueError as error:
        raise ValueError(f"with a base image in {name}: {error}") from None


def _is_mapping(value: Any, names: re.Pattern[str]) -> bool:
    return isinstance(value, dict) and all(
        names.fullmatch(name) and isinstance(item, str | int) and not isinstance(item, bool)
        for name, item in value.items()
    )


def _resources(value: Any) -> Mapping[str, int]:
    """Thousandths of processors and MiB, by their fields."""
    known = {**dict.fromkeys(CPUS, container_resources.cpu), **dict.fromkeys(MEMORIES, container_resources.memory)}
    if not isinstance(value, dict) or not known.keys() >= value.keys():
        raise ValueError(f"a mapping of {', '.join(known)} to processors and memory")
    return {name: _text(_named(name, known[name]))(item) for name, item in value.items()}


def _named(name: str, check: Check[T]) -> Check[T]:
    """The check, whose error says of which field it is."""

    def checked(text: str) -> T:
        try:
            return check(text)
        except ValueError as error:
            raise ValueError(f"with {name}: {error}") from None

    return checked


def _owner(value: Any) -> str:
    """A name may stand in a table, as in the settings of roles."""
    if isinstance(value, str) and value in GUIDE:
        return value
    return _text(may_exist(checks.own_role))(json.dumps(value) if isinstance(value, dict) else value)


def _role(text: str) -> str:
    return text if text in (USERS, *GUIDE) else checks.own_role(text)


def _integration(text: str) -> str:
    return text if text in (EGRESS, EXTERNAL) else checks.identifier(text)


_NAME = "the key in capitals, with `_` for `-`; of the two, the settings "

POOL_FIELDS = (
    Field("name", _text(checks.identifier), "Its name, without `namePrefix`", f"{_NAME}`milvusPool` and `jupyterPool`"),
    Field(LIKE, _text(checks.key), "Key of the pool that it begins as: what is left out here is as there", "none"),
    Field(
        EXISTING,
        _text(checks.boolean),
        "`true` for one that is there before and used as it is; it has no field but `name`, which is the whole name",
        "`false`",
    ),
    Field("instanceFamily", _text(Table.INSTANCE_FAMILY.check), "Instance family", "the setting `instanceFamily`"),
    Field("minNodes", _text(checks.integer(1, 50)), "Nodes that it has at least", "1"),
    Field("maxNodes", _text(checks.integer(1, 50)), "Nodes that it has at most", "as `minNodes`"),
    Field(
        "autoSuspend",
        _text(Table.WAREHOUSE_AUTO_SUSPEND.check),
        "Seconds without a service or job after which it is suspended, `0` for never; a service that runs keeps it up, "
        "whoever asks it or nobody ([cost](cost.md))",
        "3600, the account's own",
    ),
)
IMAGE_FIELDS = (
    Field("image", _text(checks.directory), "Directory of `images/` that is built", "the key"),
    Field(
        "imageReference",
        _text(checks.image_reference),
        "Image of the account that runs instead of one that is built, `/database/schema/repository/name:tag`",
        "none",
    ),
    Field(
        "imageDigest",
        _text(checks.image_digest),
        "Digest that an image has which is not built here, `sha256:…`: any other is refused, and so is one that is not "
        "in the account ([environments](environments.md))",
        "none; it has to be there where `imageSource` is `registry`",
    ),
    Field(
        "buildArgs",
        _build_arguments,
        "Build arguments, added to those that it begins with; one that ends in `_IMAGE` names a base image",
        "none; of the two, their base images",
    ),
)
SERVICE_FIELDS = (
    Field(
        "name",
        _text(checks.identifier),
        "Its name, without `namePrefix`; in small letters, with `-` for `_`, it is the host name",
        f"{_NAME}`milvusService` and `jupyterService`",
    ),
    Field(LIKE, _text(checks.key), "Key of the service that it begins as: what is left out here is as there", "none"),
    *IMAGE_FIELDS,
    Field(
        "images",
        _images,
        "Images of further containers, by names: `${<name>_image}` in the specification; each with the four fields "
        "above, `image` being the name where it is left out",
        "none; of Milvus `keeper`, which all services of a cluster have as its row says it",
    ),
    Field(
        "specification",
        _text(checks.directory),
        "File of `specs/`, without its `.yaml`",
        "the key; of a cluster's, `cluster/<key>`",
    ),
    Field(
        "placeholders",
        _placeholders,
        "What the specification's own placeholders stand for, added to those that it begins with",
        "none; of Milvus, `volume_gi`, and `metrics_seconds`, 60 ([monitoring](monitoring.md))",
    ),
    Field(
        RESOURCES,
        _resources,
        "Processors and memory of its container, for `${cpu_request}`, `${cpu_limit}`, `${memory_request}` and "
        "`${memory_limit}` in its specification: `cpuRequest`, `cpuLimit`, `memoryRequest`, `memoryLimit`, added to "
        "those that it begins with",
        "what its pool's instance family makes of them ([below](#processors-and-memory))",
    ),
    Field("pool", _text(checks.key), "Key of its pool", "the key, if a pool has it"),
    Field(
        "owner",
        _owner,
        "Role that owns it: `milvus` or `jupyter` for the owner of either, or the name, without `namePrefix`, of one"
        f" that the stack makes; `{FORM}` for one that is there before",
        "`jupyter`; of Milvus, `milvus`",
    ),
    Field(
        "integrations",
        _texts(_integration, f"a name, {EGRESS} for the stack's own, or {EXTERNAL} for its cluster's"),
        f"External access integrations that it may use: names, `{EGRESS}` for the stack's own, or `{EXTERNAL}` for "
        "that of what a [cluster](cluster.md#storage-and-kafka-outside-the-account) has outside",
        f"none; of the notebook, `{EGRESS}`; of a cluster's roles that have something outside, `{EXTERNAL}`",
    ),
    Field(
        "mayEnter",
        _texts(_role, f"a role, {USERS} for the notebook's, or an owner as `owner` has them"),
        "Roles that get its endpoints: names, owners as in `owner`, "
        f"or `{USERS}` for the role of those who use the notebook",
        f"none; of the notebook, `{USERS}`; of Milvus, `jupyter`",
    ),
    Field("instances", _text(checks.integer(1, 50)), "How many instances run", "1"),
    Field(
        "timeout",
        _text(Table.ROLL_TIMEOUT.check),
        "Seconds to wait for it to be ready",
        "the setting `rollTimeout`",
    ),
    Field(
        "protect",
        _text(checks.boolean),
        "`true` to refuse any change that drops it, or its pool",
        "`false`; of Milvus, the setting `protect`",
    ),
)
