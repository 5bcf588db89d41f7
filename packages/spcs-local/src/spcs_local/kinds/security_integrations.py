"""Security integrations: the one of the ingress, and those with authorization servers.

https://docs.snowflake.com/en/sql-reference/sql/create-security-integration-oauth-external
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spcs_local.errors import (
    InvalidPropertyError,
    InvalidValueError,
    MissingPropertyError,
    NotSupportedError,
    SnowflakeError,
)
from spcs_local.kinds.change import Change
from spcs_local.kinds.integrations import DESCRIBE, SHOW, described
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.external_oauth import EXTERNAL_OAUTH, PRIVILEGED, SECURITY_INTEGRATION, USE_ANY_ROLE, of_issuer
from spcs_local.model.identifiers import fold
from spcs_local.model.issuer_documents import may_issue
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, boolean, choice, strings, text
from spcs_local.model.signing_keys import given_key

INGRESS = "SNOWSERVICES_INGRESS"
_INGRESS_TYPE = "OAUTH"


def _roles(name: str, value: Any) -> list[str]:
    return [fold(role) for role in strings(name, value)]


def _public_key(name: str, value: Any) -> str:
    written = text(name, value)
    if given_key(written) is None:
        raise InvalidValueError(written, name)
    return written


def _urls(name: str, value: Any) -> list[str]:
    """One address: more are for Azure alone."""
    urls = strings(name, value)
    wrong = urls[1:] or [url for url in urls if not may_issue(url)]
    if wrong:
        raise InvalidValueError(wrong[0], name)
    return urls


def _issuer(name: str, value: Any) -> str:
    written = text(name, value)
    if not written:
        raise InvalidValueError(written, name)
    return written


def _delimiter(name: str, value: Any) -> str:
    written = text(name, value)
    if len(written) != 1:
        raise InvalidValueError(written, name)
    return written


def _scope_claim(name: str, value: Any) -> str:
    written = text(name, value).lower()
    if written not in ("scp", "scope"):
        raise InvalidValueError(written, name)
    return written


# with the types that DESCRIBE says; what UNSET takes is on the page of ALTER
_EXTERNAL: tuple[tuple[Property, str], ...] = (
    (Property("EXTERNAL_OAUTH_TYPE", choice("OKTA", "AZURE", "PING_FEDERATE", "CUSTOM"), unset=False), ""),
    (Property("EXTERNAL_OAUTH_ISSUER", _issuer, unset=False), "String"),
    (Property("EXTERNAL_OAUTH_JWS_KEYS_URL", _urls, [], unset=False), "Object"),
    (
        Property(
            "EXTERNAL_OAUTH_ANY_ROLE_MODE",
            choice("DISABLE", "ENABLE", "ENABLE_FOR_PRIVILEGE"),
            "DISABLE",
            unset=False,
        ),
        "String",
    ),
    (Property("EXTERNAL_OAUTH_SCOPE_MAPPING_ATTRIBUTE", _scope_claim, "scp", unset=False), "String"),
    (Property("EXTERNAL_OAUTH_RSA_PUBLIC_KEY", _public_key, "", unset=False), "String"),
    (Property("EXTERNAL_OAUTH_RSA_PUBLIC_KEY_2", _public_key, "", unset=False), "String"),
    (Property("EXTERNAL_OAUTH_BLOCKED_ROLES_LIST", _roles, [], unset=False), "List"),
    (Property("EXTERNAL_OAUTH_ALLOWED_ROLES_LIST", _roles, [], unset=False), "List"),
    (Property("EXTERNAL_OAUTH_AUDIENCE_LIST", strings, []), "List"),
    (Property("EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM", strings, [], unset=False), "Object"),
    (
        Property("EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE", choice("LOGIN_NAME", "EMAIL_ADDRESS"), unset=False),
        "String",
    ),
    (Property("EXTERNAL_OAUTH_SCOPE_DELIMITER", _delimiter, ",", unset=False), "String"),
)
_EXTERNAL_NAMES = frozenset(p.name for p, _ in _EXTERNAL)
_NEEDED: Mapping[str, tuple[str, ...]] = {
    _INGRESS_TYPE: ("OAUTH_CLIENT",),
    EXTERNAL_OAUTH: (
        "EXTERNAL_OAUTH_TYPE",
        "EXTERNAL_OAUTH_ISSUER",
        "EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM",
        "EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE",
    ),
}
_KEYS = ("EXTERNAL_OAUTH_JWS_KEYS_URL", "EXTERNAL_OAUTH_RSA_PUBLIC_KEY")


def _check(change: Change, values: dict[str, Any]) -> None:
    kind = str(change.before["TYPE"] if change.before else values["TYPE"])
    if kind not in _NEEDED:
        raise NotSupportedError(f"A security integration of TYPE {kind}")
    foreign = {"OAUTH_CLIENT"} if kind == EXTERNAL_OAUTH else _EXTERNAL_NAMES
    for name in change.given if change.before is None else values:
        if name in foreign:
            raise InvalidPropertyError(name, SECURITY_INTEGRATION)
    if change.before is None:
        _check_new(kind, change.given, values)
    if (values.get("OAUTH_CLIENT") or INGRESS).upper() != INGRESS:
        raise NotSupportedError("A security integration other than OAUTH for SNOWSERVICES_INGRESS")
    if (values.get("EXTERNAL_OAUTH_TYPE") or "CUSTOM") != "CUSTOM":
        raise NotSupportedError(f"EXTERNAL_OAUTH_TYPE {values['EXTERNAL_OAUTH_TYPE']}")


def _check_new(kind: str, given: Mapping[str, Any], values: dict[str, Any]) -> None:
    for name in _NEEDED[kind]:
        if name not in given:
            raise MissingPropertyError(name)
    if kind == EXTERNAL_OAUTH:
        if not any(name in given for name in _KEYS):
            raise MissingPropertyError(" or ".join(_KEYS))
        if "ENABLED" not in given:
            values["ENABLED"] = True


def _stored(change: Change, found: StoredObject, _values: dict[str, Any]) -> None:
    """A token's issuer says which integration it is for."""
    issuer = found["EXTERNAL_OAUTH_ISSUER"]
    if issuer and of_issuer(change.model.objects, issuer, besides=found.id):
        message = "SQL execution error:\nAn integration with the given issuer already exists for this account"
        raise SnowflakeError(3524, "22023", message)


def _describe(found: StoredObject, _view: View) -> list[list[Any]]:
    own: list[list[Any]] = [described("OAUTH_CLIENT", "String", found["OAUTH_CLIENT"])]
    if found["TYPE"] == EXTERNAL_OAUTH:
        own = [_described(p, kind, found[p.name]) for p, kind in _EXTERNAL if kind]
    return [
        described("ENABLED", "Boolean", found["ENABLED"]),
        *own,
        described("COMMENT", "String", found.comment),
    ]


def _described(p: Property, kind: str, value: Any) -> list[Any]:
    if p.name == "EXTERNAL_OAUTH_BLOCKED_ROLES_LIST":
        value = [*PRIVILEGED, *(role for role in value if role not in PRIVILEGED)]
    if p.name == "EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM":
        value = "[" + ", ".join(f"'{claim}'" for claim in value) + "]"
    return described(p.name, kind, value, {"List": "[]", "String": p.default or ""}.get(kind, ""))


KIND = Kind(
    name=SECURITY_INTEGRATION,
    plural="SECURITY INTEGRATIONS",
    scope=ACCOUNT,
    granted_on="INTEGRATION",
    properties=(
        Property(
            "TYPE",
            choice("OAUTH", "SAML2", "SCIM", "API_AUTHENTICATION", EXTERNAL_OAUTH),
            required=True,
            alterable=False,
        ),
        Property("OAUTH_CLIENT", text, alterable=False),
        Property("ENABLED", boolean, False),
        *(p for p, _ in _EXTERNAL),
        Property("COMMENT", text, ""),
    ),
    privileges=("USAGE", USE_ANY_ROLE),
    create_privilege="CREATE INTEGRATION",
    show=SHOW,
    describe=DESCRIBE,
    describe_rows=_describe,
    hooks=Hooks(check=_check, created=_stored, altered=_stored),
)
