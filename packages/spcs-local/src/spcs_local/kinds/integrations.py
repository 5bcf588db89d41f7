"""External access and security integrations; one name space.

https://docs.snowflake.com/en/sql-reference/sql/create-external-access-integration
"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.columns import comment, computed, created_on, own_name, spelled, stored
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, boolean, choice, identifier, text

_INGRESS = "SNOWSERVICES_INGRESS"


def _identifiers(name: str, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [identifier(name, item) for item in items]


def _describe(names: dict[str, str]) -> Any:
    def rows(found: StoredObject, _view: View) -> list[list[Any]]:
        found_rows = []
        for name, kind in names.items():
            value = found.comment if name == "COMMENT" else found[name]
            shown = ",".join(value) if isinstance(value, list) else spelled(value)
            found_rows.append(
                [name, kind, str(shown if shown is not None else ""), "false" if kind == "Boolean" else ""]
            )
        return found_rows

    return rows


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


def _check_oauth(_change: Change, values: dict[str, Any]) -> None:
    if values.get("TYPE", "OAUTH") != "OAUTH" or values.get("OAUTH_CLIENT", _INGRESS).upper() != _INGRESS:
        raise NotSupportedError("A security integration other than OAUTH for SNOWSERVICES_INGRESS")


_DESCRIBE = tuple(
    Column(name, lambda _found, _view: None)
    for name in ("property", "property_type", "property_value", "property_default")
)


_TYPES = {
    "EXTERNAL ACCESS INTEGRATION": ("EXTERNAL_ACCESS", "EXTERNAL_ACCESS"),
    "SECURITY INTEGRATION": ("OAUTH - SNOWSERVICES_INGRESS", "SECURITY"),
}
_SHOW = (
    own_name(),
    computed("type", lambda found, _: _TYPES[found.kind][0]),
    computed("category", lambda found, _: _TYPES[found.kind][1]),
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
    show=_SHOW,
    describe=_DESCRIBE,
    describe_rows=_describe(
        {
            "ENABLED": "Boolean",
            "ALLOWED_NETWORK_RULES": "List",
            "ALLOWED_API_AUTHENTICATION_INTEGRATIONS": "List",
            "ALLOWED_AUTHENTICATION_SECRETS": "List",
            "COMMENT": "String",
        }
    ),
    hooks=Hooks(check=_check_rules),
)

SECURITY = Kind(
    name="SECURITY INTEGRATION",
    plural="SECURITY INTEGRATIONS",
    scope=ACCOUNT,
    granted_on="INTEGRATION",
    properties=(
        Property(
            "TYPE",
            choice("OAUTH", "SAML2", "SCIM", "API_AUTHENTICATION", "EXTERNAL_OAUTH"),
            required=True,
            alterable=False,
        ),
        Property("OAUTH_CLIENT", text, required=True, alterable=False),
        Property("ENABLED", boolean, False),
        Property("COMMENT", text, ""),
    ),
    privileges=("USAGE", "USE_ANY_ROLE"),
    create_privilege="CREATE INTEGRATION",
    show=_SHOW,
    describe=_DESCRIBE,
    describe_rows=_describe({"ENABLED": "Boolean", "OAUTH_CLIENT": "String", "COMMENT": "String"}),
    hooks=Hooks(check=_check_oauth),
)

ANY = Kind(
    name="INTEGRATION",
    plural="INTEGRATIONS",
    scope=ACCOUNT,
    privileges=("USAGE", "USE_ANY_ROLE"),
    show=_SHOW,
    describe=_DESCRIBE,
)
