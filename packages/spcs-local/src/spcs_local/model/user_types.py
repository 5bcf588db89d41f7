"""Types of users, and what each may not have. https://docs.snowflake.com/en/user-guide/admin-user-management#types-of-users"""

from __future__ import annotations

from collections.abc import Container, Mapping

PERSON, SERVICE, LEGACY_SERVICE = "PERSON", "SERVICE", "LEGACY_SERVICE"
MACHINES = (SERVICE, LEGACY_SERVICE)
_OF_PEOPLE = ("FIRST_NAME", "MIDDLE_NAME", "LAST_NAME", "MINS_TO_BYPASS_MFA")
_FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    SERVICE: ("PASSWORD", "MUST_CHANGE_PASSWORD", *_OF_PEOPLE, "DISABLE_MFA"),
    LEGACY_SERVICE: _OF_PEOPLE,
    PERSON: ("WORKLOAD_IDENTITY",),
}


def type_of(stored: object) -> str:
    """The type by the value of the property: who has none is a person."""
    return str(stored) if stored in MACHINES else PERSON


def forbidden(kind: str, given: Container[str]) -> str | None:
    """The first of the properties given that users of this type do not have."""
    return next((name for name in _FORBIDDEN[kind] if name in given), None)
