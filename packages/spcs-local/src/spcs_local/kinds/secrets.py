"""Secrets, whose values no statement shows. https://docs.snowflake.com/en/sql-reference/sql/create-secret"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InvalidPropertyError, MissingPropertyError, NotSupportedError
from spcs_local.kinds.change import Change
from spcs_local.kinds.columns import (
    comment,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    stored,
)
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.model.identifiers import Name
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, text
from spcs_local.model.secret_values import SecretValues

# what each type consists of; the others need a server elsewhere that gives tokens
FIELDS = {"PASSWORD": ("USERNAME", "PASSWORD"), "GENERIC_STRING": ("SECRET_STRING",)}
_ALL = tuple(field for fields in FIELDS.values() for field in fields)


def _type(name: str, value: Any) -> str:
    word = text(name, value).upper()
    if word not in FIELDS:
        raise NotSupportedError(f"A secret of type {word}")
    return word


def _comment(name: str, value: Any) -> str:
    """NULL takes it away, as the Terraform provider writes it."""
    return "" if isinstance(value, Name) and value.last == "NULL" else text(name, value)


def _check(change: Change, values: dict[str, Any]) -> None:
    """A secret has the fields of its type: at first all of them, and never another."""
    created = change.before is None
    kind = values["TYPE"] if change.before is None else change.before["TYPE"]
    for field in _ALL:
        given = values.get(field) is not None
        if given and field not in FIELDS[kind]:
            raise InvalidPropertyError(field, "SECRET")
        if created and not given and field in FIELDS[kind]:
            raise MissingPropertyError(field)


def _keep(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    SecretValues(change.model.catalog).set(found.id, {field: values[field] for field in _ALL if values.get(field)})


_COMMON = (created_on(), own_name(), schema_name(), database_name(), owner(), comment(), stored("secret_type", "TYPE"))

KIND = Kind(
    name="SECRET",
    plural="SECRETS",
    scope=SCHEMA,
    properties=(
        Property("TYPE", _type, required=True, alterable=False),
        *(Property(field, text, stored=field == "USERNAME", unset=False) for field in _ALL),
        Property("COMMENT", _comment, ""),
    ),
    privileges=("READ", "USAGE"),
    create_privilege="CREATE SECRET",
    show=(*_COMMON, constant("oauth_scopes", None), owner_role_type()),
    describe=(
        *_COMMON,
        stored("username", "USERNAME"),
        constant("oauth_access_token_expiry_time", None),
        constant("oauth_refresh_token_expiry_time", None),
        constant("oauth_scopes", None),
        constant("integration_name", None),
    ),
    hooks=Hooks(check=_check, created=_keep, altered=_keep),
)
