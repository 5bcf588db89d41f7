"""What the services of the table have in files: their specifications, and Dockerfiles of the images that are built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from components.cluster_definitions import KAFKA, NODE_MEMORY, QUERY_NODES
from components.container_resources import PLACEHOLDERS
from components.external_stores import BROKERS
from components.owners import MILVUS_SECRETS
from components.service_definitions import ImageDefinition, ServiceDefinition, image_placeholder, images_of
from components.specification import Specification, SpecificationError

# what every specification may have in it, beside its own placeholders and the hosts of the services
SHARED = frozenset({"image", "files_stage", *MILVUS_SECRETS.values(), *PLACEHOLDERS})


def load_specifications(services: Mapping[str, ServiceDefinition], project: Path = Path()) -> dict[str, Specification]:
    """By the keys of the services. Raises SpecificationError with all that is missing or wrong."""
    found, problems = _loaded(services, project)
    if problems:
        raise SpecificationError("\n".join(problems))
    return found


def problems_of_files(services: Mapping[str, ServiceDefinition], project: Path = Path()) -> list[str]:
    """All that is missing or wrong, a line each."""
    return _loaded(services, project)[1]


def _loaded(services: Mapping[str, ServiceDefinition], project: Path) -> tuple[dict[str, Specification], list[str]]:
    shared = {host_placeholder(key) for key in services}
    shared |= {BROKERS} if KAFKA in services else set()
    shared |= {NODE_MEMORY} if QUERY_NODES in services else set()
    found: dict[str, Specification] = {}
    problems: list[str] = []
    for key, definition in services.items():
        try:
            found[key] = _load(definition, shared, project / "specs")
        except SpecificationError as error:
            problems.append(str(error))
        for image in images_of({key: definition}).values():
            problems += _missing_dockerfile(image, definition.name, project / "images")
    return found, list(dict.fromkeys(problems))


def _load(definition: ServiceDefinition, shared: set[str], directory: Path) -> Specification:
    own = definition.placeholders
    specification = Specification.load(
        directory / f"{definition.specification}.yaml",
        needed={"image", *map(image_placeholder, definition.images), *definition.required_placeholders},
        known=SHARED | shared | own.keys(),
    )
    for name, value in own.items():
        specification.check_value(name, value)
    return specification


def _missing_dockerfile(image: ImageDefinition, service: str, images: Path) -> list[str]:
    if image.image_reference or (images / image.image / "Dockerfile").is_file():
        return []
    todo = f"put one there, or say which image runs: image or imageReference of service {service}"
    return [f"{images / image.image} holds no Dockerfile; it has to. To do: {todo}"]


def host_placeholder(key: str) -> str:
    """What stands for the host name of another service."""
    return f"{key.replace('-', '_')}_host"
