"""Service specifications: parsed, checked, ready to run."""

from spcs_local.specification.containers import Container, Probe, Secret
from spcs_local.specification.loading import load
from spcs_local.specification.model import Endpoint, ServiceRole, Specification, written_containers
from spcs_local.specification.parse import InvalidSpecificationError, parse
from spcs_local.specification.template import render
from spcs_local.specification.volumes import Volume

__all__ = [
    "Container",
    "Endpoint",
    "InvalidSpecificationError",
    "Probe",
    "Secret",
    "ServiceRole",
    "Specification",
    "Volume",
    "load",
    "parse",
    "render",
    "written_containers",
]
