"""Service specifications: parsed, checked, ready to run."""

from local.specification.model import Container, Endpoint, Probe, Secret, ServiceRole, Specification, Volume
from local.specification.parse import InvalidSpecificationError, parse

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
