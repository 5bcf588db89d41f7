"""The property WORKLOAD_IDENTITY of users. https://docs.snowflake.com/en/sql-reference/sql/create-user"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spcs_local.errors import (
    InvalidPropertyError,
    InvalidValueError,
    InvalidWorkloadIdentityError,
    MissingPropertyError,
    NotSupportedError,
)
from spcs_local.model.issuer_documents import LONGEST_URL, may_issue
from spcs_local.model.properties import strings, text
from spcs_local.model.workload_identities import WorkloadIdentity

_TYPES = ("AWS", "AZURE", "GCP", "OIDC")
_PARTS = ("TYPE", "ISSUER", "SUBJECT", "OIDC_AUDIENCE_LIST")
_LONGEST_SUBJECT = 255
_AN_ISSUER = f"an https URL of at most {LONGEST_URL} characters, or http on loopback"


def workload_identity(name: str, value: Any) -> WorkloadIdentity:
    """What stands in parentheses."""
    if not isinstance(value, dict):
        raise InvalidValueError(value, name)
    _check_type(name, value)
    for part in value:
        if part not in _PARTS:
            raise InvalidPropertyError(part, name)
    issuer, subject = (_needed(value, part) for part in ("ISSUER", "SUBJECT"))
    if not may_issue(issuer):
        raise InvalidWorkloadIdentityError("ISSUER", issuer, _AN_ISSUER)
    if not 0 < len(subject) <= _LONGEST_SUBJECT:
        allowed = f"a text of at most {_LONGEST_SUBJECT} characters"
        raise InvalidWorkloadIdentityError("SUBJECT", subject, allowed)
    audiences = strings("OIDC_AUDIENCE_LIST", value.get("OIDC_AUDIENCE_LIST", []))
    return WorkloadIdentity(issuer, subject, tuple(audiences))


def _check_type(name: str, value: Mapping[str, Any]) -> None:
    kind = _needed(value, "TYPE").upper()
    if kind not in _TYPES:
        raise InvalidValueError(kind, "TYPE")
    if kind != "OIDC":
        raise NotSupportedError(f"{name} of TYPE {kind}")


def _needed(value: Mapping[str, Any], part: str) -> str:
    if part not in value:
        raise MissingPropertyError(part)
    return text(part, value[part])
