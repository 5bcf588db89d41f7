"""External access integrations, and what they have in common with those in security_integrations.py: a name space.

https://docs.snowflake.com/en/sql-reference/sql/create-external-access-integration
"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.columns import comment, computed, created_on, own_name, spelled, stored
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, boolean, identifier, text


def _identifiers(name: str, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [identifier(name, item) for item in items]


def described(name: str, kind: str, value: Any, default: str = "") -> list[str]:
    """A row of DESCRIBE."""
    shown = ",".join(value) if isinstance(value, list) else spelled(value)
    return [name, kind, str(shown if shown is not None else ""), "false" if kind == "Boolean" else default]


def _describe(found: StoredObject, _view: View) -> list[list[Any]]:
    return [
        described(name, kind, found.comment if name == "COMMENT" else found[name]) for name, kind in _DESCRIBED.items()
    ]


def _check_rules(change: Change, values: dict[str, Any]) -> None:
    """The rules must be there and be egress rules; they are kept by their full names."""
    if "ALLOWED_NETWORK_RULES" not in values:
        return
    rules = []
    for written in values["ALLOWED_NETWORK_RULES"]:
        rule = change.find("NETWORK RULE", _parsed(written))
        if rule["MODE"] != "EGRESS":
            message = (
                f"SQL compilation error:\nNetwork rule '{rule.path}' with mode {rule['MODE']} is not allowed here."
            )
            raise SnowflakeError(394209, "42601", message)
        rules.append(str(rule.path))
    values["ALLOWED_NETWORK_RULES"] = rules


def _parsed(written: str) -> Name:
    name = parse_name(written)
    if name is None:
        raise SnowflakeError(1003, "42000", f"SQL compilation error:\ninvalid identifier '{written}'")
    return name


_DESCRIBED = {
    "ENABLED": "Boolean",
    "ALLOWED_NETWORK_RULES": "List",
    "ALLOWED_API_AUTHENTICATION_INTEGRATIONS": "List",
    "ALLOWED_AUTHENTICATION_SECRETS": "List",
    "COMMENT": "String",
}
DESCRIBE = tuple(
    Column(name, lambda _found, _view: None)
    for name in ("property", "property_type", "property_value", "property_default")
)


def _type(found: StoredObject, _view: View) -> str:
    if found.kind == "EXTERNAL ACCESS INTEGRATION":
        return "EXTERNAL_ACCESS"
    return f"{found['TYPE']} - {found['EXTERNAL_OAUTH_TYPE'] or found['OAUTH_CLIENT']}".upper()


def _category(found: StoredObject, _view: View) -> str:
    return "EXTERNAL_ACCESS" if found.kind == "EXTERNAL ACCESS INTEGRATION" else "SECURITY"


SHOW = (
    own_name(),
    computed("type", _type),
    computed("category", _category),
    stored("enabled", "ENABLED"),
    comment(),
    created_on(),
)


EXTERNAL_ACCESS = Kind(
    name="EXTERNAL ACCESS INTEGRATION",
    plural="EXTERNAL ACCESS INTEGRATIONS",
    scope=ACCOUNT,
    granted_on="INTEGRATION",
    properties=(
        Property("ALLOWED_NETWORK_RULES", _identifiers, [], required=True),
        Property("ALLOWED_API_AUTHENTICATION_INTEGRATIONS", _identifiers, []),
        Property("ALLOWED_AUTHENTICATION_SECRETS", _identifiers, []),
        Property("ENABLED", boolean, required=True, unset=False),
        Property("COMMENT", text, ""),
    ),
    privileges=("USAGE", "USE_ANY_ROLE"),
    create_privilege="CREATE INTEGRATION",
    show=SHOW,
    describe=DESCRIBE,
    describe_rows=_describe,
    hooks=Hooks(check=_check_rules),
)

ANY = Kind(
    name="INTEGRATION",
    plural="INTEGRATIONS",
    scope=ACCOUNT,
    privileges=("USAGE", "USE_ANY_ROLE"),
    show=SHOW,
    describe=DESCRIBE,
)
