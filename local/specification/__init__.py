"""Service specifications: parsed, checked, ready to run."""

from local.specification.containers import Container, Probe, Secret
from local.specification.model import Endpoint, ServiceRole, Specification
from local.specification.parse import InvalidSpecificationError, parse
from local.specification.volumes import Volume

__all__ = [
    "Container",
    "Endpoint",
    "InvalidSpecificationError",
    "Probe",
    "Secret",
    "ServiceRole",
    "Specification",
    "Volume",
    "parse",
]
