"""Reads definitions of services and pools from the configuration: every field checked, every problem collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components import checks
from components.cluster_definitions import cluster_rows
from components.cluster_rules import check_cluster
from components.config_reader import ConfigReader, Place, Values
from components.container_resources import CPUS, MEMORIES, resources
from components.definition_fields import POOL_FIELDS, SERVICE_FIELDS, Field
from components.names import Names
from components.node_sizes import node_size
from components.service_definitions import (
    EXISTING,
    FAMILY,
    GUIDE,
    LIKE,
    RESOURCES,
    WHOLE_NODE,
    Definitions,
    Fields,
    completed_pools,
    completed_services,
    image_fields,
)
from components.setting import Setting
from components.settings_table import Table
from components.sql import Existing, Identifier

# a service of that key would hide an output of the stack's own
RESERVED = ("images", "notebook", "readme", "role", "states", "user")


@dataclass(frozen=True)
class FoundDefinitions:
    """With all fields; they hold once the reader has finished."""

    pools: Definitions
    services: Definitions
    images_built: bool = True

    @property
    def builds(self) -> bool:
        """Whether an image is built for one of the services."""
        return self.images_built and any(
            not fields.get("imageReference") for fields in image_fields(self.services).values()
        )


def read_definitions(reader: ConfigReader, values: Values, names: Names) -> FoundDefinitions:
    """Of pools and of services; what is wrong is added to the reader's problems."""
    of_pools = DefinitionReader(reader, Table.POOLS)
    of_services = DefinitionReader(reader, Table.SERVICES, (*cluster_rows(values), *GUIDE))
    given_pools, given_services = of_pools.given(POOL_FIELDS), of_services.given(SERVICE_FIELDS, RESERVED)
    pools, services = completed_pools(given_pools, values), completed_services(given_services, values)
    _check_nodes(of_pools, given_pools, pools)
    _check_services(of_services, given_services, services, pools)
    _check_owners(of_services, given_services, services)
    _ask_for_base_images(reader, services)
    images_built = values.optional(Table.IMAGE_SOURCE) != "registry"
    _check_digests(of_services, given_services, services, images_built=images_built)
    named_pools = of_pools.named(given_pools, pools, (Table.MILVUS_POOL, Table.JUPYTER_POOL), values, names)
    _check_existing(of_pools, given_pools, named_pools)
    _check_resources(of_services, given_services, services, named_pools)
    check_cluster(reader, values, services, named_pools)
    return FoundDefinitions(
        pools=named_pools,
        services=of_services.named(
            given_services, services, (Table.MILVUS_SERVICE, Table.JUPYTER_SERVICE), values, names
        ),
        images_built=images_built,
    )


class DefinitionReader:
    """Reads one table of definitions, of which some are `unnamed`: there whether the configuration names them or
    not."""

    def __init__(
        self, reader: ConfigReader, setting: Setting[Mapping[str, Any]], unnamed: Sequence[str] = GUIDE
    ) -> None:
        self._reader = reader
        self._setting = setting
        self._unnamed = unnamed

    def report(self, path: str, value: Any, allowed: str) -> None:
        """Of one field; without a value, that it is missing."""
        self._reader.report(Place.below(self._setting, path), None if value is None else repr(value), allowed)

    def is_reported(self, path: str) -> bool:
        """Whether something is wrong with the field already."""
        subject = Place.below(self._setting, path).subject
        return any(problem.subject == subject for problem in self._reader.problems)

    def given(self, fields: tuple[Field, ...], reserved: tuple[str, ...] = ()) -> Definitions:
        """What the configuration has, without what is wrong with it."""
        if self._reader.is_secret(self._setting):
            todo = f"pulumi config rm {self._setting.key}, and what is secret into secrets of the account"
            allowed = "in clear: the account shows specifications to who may see the service"
            self._reader.report(Place(self._setting.key, todo), "marked secret", allowed)
            return {}
        table = self._reader.read(self._setting) or {}
        found = {key: self._fields(key, entry, fields) for key, entry in table.items()}
        return self._without_circles({key: entry for key, entry in found.items() if self._is_key(key, reserved)})

    def named(
        self,
        given: Definitions,
        completed: Definitions,
        guide: tuple[Setting[Identifier], ...],
        values: Values,
        names: Names,
    ) -> Definitions:
        """With the names of their objects, of which no two are alike. The guide's are settings of their own."""
        settings = dict(zip(GUIDE, guide, strict=True))
        places, found = {}, {}
        for key, fields in completed.items():
            row = given.get(key, {})
            own = row.get("name")
            if own is None and key in settings:
                place, name = Place.of(settings[key]), values.optional(settings[key])
            else:
                place = Place.below(self._setting, f"{key}.name")
                whole = own or Identifier(key.upper().replace("-", "_"))
                name = names.prefixed(place, Existing(whole) if row.get(EXISTING) else whole)
            places[place] = name
            found[key] = {**fields, "name": name}
        names.require_distinct(places)
        return found

    def _is_key(self, key: str, reserved: tuple[str, ...]) -> bool:
        try:
            checks.key(key)
        except ValueError as error:
            allowed = f"a key of {error}"
        else:
            if key not in reserved:
                return True
            allowed = f"a key other than {', '.join(reserved)}, which are outputs of the stack"
        self._reader.report(Place(f"{self._setting.key}.{key}", "rename it in the stack's file"), repr(key), allowed)
        return False

    def _fields(self, key: str, entry: Fields, fields: tuple[Field, ...]) -> Fields:
        known = {item.name: item for item in fields}
        found = {}
        for name, value in entry.items():
            path = f"{key}.{name}"
            if name not in known:
                place = Place.unknown(self._setting, key, name)
                self._reader.report(place, repr(value), f"one of the fields {', '.join(known)}")
                continue
            try:
                found[name] = known[name].check(value)
            except ValueError as error:
                self.report(path, value, str(error))
        return found

    def _without_circles(self, found: Definitions) -> Definitions:
        """Each begins as one that is there; what began as itself, over whatever others, would begin as nothing."""
        known = dict.fromkeys((*self._unnamed, *found))
        sound = dict(found)
        for key, fields in found.items():
            if LIKE not in fields:
                continue
            if fields[LIKE] not in known:
                self.report(f"{key}.{LIKE}", fields[LIKE], f"one of {', '.join(it for it in known if it != key)}")
            elif _is_circle(sound, key):
                self.report(f"{key}.{LIKE}", fields[LIKE], "one that does not begin as this one")
            else:
                continue
            sound[key] = {name: value for name, value in fields.items() if name != LIKE}
        return sound


def _is_circle(definitions: Definitions, key: str) -> bool:
    seen, current = {key}, definitions[key][LIKE]
    while current not in seen:
        seen.add(current)
        fields = definitions.get(current, {})
        if LIKE not in fields:
            return False
        current = fields[LIKE]
    return bool(current == key)


def _check_existing(reader: DefinitionReader, given: Definitions, pools: Definitions) -> None:
    for key, own in given.items():
        if own.get(EXISTING) and "name" not in own:
            reader.report(f"{key}.name", None, "the whole name of the pool that is there before")
        elif isinstance(pools[key]["name"], Existing):
            for name in (it for it in own if it not in ("name", EXISTING)):
                reader.report(f"{key}.{name}", own[name], "nothing, since the pool is there before and stays as it is")


def _check_nodes(reader: DefinitionReader, given: Definitions, pools: Definitions) -> None:
    for key, own in given.items():
        least = pools[key]["minNodes"]
        most = pools[key].get("maxNodes", least)
        if most < least and not own.keys().isdisjoint(("minNodes", "maxNodes")):
            reader.report(f"{key}.maxNodes", most, f"{least} or more, which is its minNodes")


def _check_services(reader: DefinitionReader, given: Definitions, services: Definitions, pools: Definitions) -> None:
    for path, own in image_fields(given).items():
        if "image" in own and "imageReference" in own:
            reader.report(f"{path}.imageReference", own["imageReference"], "one of image and imageReference")
    for key, own in given.items():
        its_own = LIKE not in own or "pool" in own
        unknown = its_own and services[key]["pool"] not in pools
        if unknown and not any(reader.is_reported(f"{key}.{name}") for name in ("pool", LIKE)):
            reader.report(f"{key}.pool", own.get("pool"), f"one of {', '.join(pools)}")


def _check_resources(reader: DefinitionReader, given: Definitions, services: Definitions, pools: Definitions) -> None:
    """None asks for more than its limit or than a node has: the account would refuse the service after everything else
    is made. Of a pool that is there before the nodes are not known."""
    for key, own in given.items():
        fields, pool = services[key], pools.get(services[key]["pool"], {})
        family = None if isinstance(pool.get("name"), Existing) else pool.get(FAMILY)
        node = node_size(family)
        found = resources(node, fields[RESOURCES], whole_node=fields[WHOLE_NODE])
        for names, request, limit, whole, unit in (
            (CPUS, found.cpu_request, found.cpu_limit, node.cpus * 1000, "thousandths of a processor"),
            (MEMORIES, found.memory_request, found.memory_limit, node.memory_gib * 1024, "MiB"),
        ):
            most, of = (
                (limit, f"its {names[1]}") if not family or limit <= whole else (whole, f"all of a {family} node")
            )
            if request > most and not own.get(RESOURCES, {}).keys().isdisjoint(names):
                reader.report(f"{key}.{RESOURCES}.{names[0]}", request, f"{most} {unit} or less, {of}")


def _check_digests(reader: DefinitionReader, given: Definitions, services: Definitions, *, images_built: bool) -> None:
    """Each image that is not built here has one, where none is; an image that is built gets its digest later."""
    own_fields = image_fields(given)
    for image, fields in image_fields(services).items():
        path, digest, own = f"{image}.imageDigest", fields.get("imageDigest"), own_fields.get(image, {})
        if not images_built and digest is None and not reader.is_reported(path):
            reader.report(path, None, "the digest of the image that was pushed, as docs/environments.md has it")
        elif images_built and "imageDigest" in own and not fields.get("imageReference"):
            reader.report(path, digest, "nothing, since imageSource is build and it has no imageReference")


def _check_owners(reader: DefinitionReader, given: Definitions, services: Definitions) -> None:
    """No role is there before for one service and made for another."""
    first: dict[str, str] = {}
    for key in given:
        owner = services[key]["owner"]
        if isinstance(first.setdefault(owner, owner), Existing) != isinstance(owner, Existing):
            reader.report(f"{key}.owner", str(owner), "in all services alike either there before, or made by the stack")


def _ask_for_base_images(reader: ConfigReader, services: Definitions) -> None:
    """Of the settings, for the images that are built from them."""
    built = [fields["buildArgs"] for fields in image_fields(services).values() if not fields.get("imageReference")]
    for name, setting in (("MILVUS_IMAGE", Table.MILVUS_IMAGE), ("PYTHON_IMAGE", Table.PYTHON_IMAGE)):
        if any(name in arguments and arguments[name] is None for arguments in built):
            reader.ask(setting)
