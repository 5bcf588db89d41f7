"""Secrets, whose values no statement shows. https://docs.snowflake.com/en/sql-reference/sql/create-secret"""

from __future__ import annotations

import json
from typing import Any

from spcs_local.catalog import Catalog
from spcs_local.errors import InvalidPropertyError, MissingPropertyError, NotSupportedError
from spcs_local.model.columns import (
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
from spcs_local.model.kinds import SCHEMA, Hooks, Kind, Property, text
from spcs_local.model.objects import StoredObject

# what each type consists of; the others need a server elsewhere that gives tokens
FIELDS = {"PASSWORD": ("USERNAME", "PASSWORD"), "GENERIC_STRING": ("SECRET_STRING",)}
_ALL = tuple(field for fields in FIELDS.values() for field in fields)


class SecretValues:
    """What secrets hold, apart from their properties, which statements show."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def set(self, secret_id: int, values: dict[str, str]) -> None:
        """Set some of the values."""
        known = json.dumps(self.get(secret_id) | values)
        self._catalog.execute("INSERT OR REPLACE INTO secret_values VALUES (?, ?)", (secret_id, known))

    def get(self, secret_id: int) -> dict[str, str]:
        """By field."""
        row = self._catalog.row("SELECT fields FROM secret_values WHERE secret_id = ?", (secret_id,))
        found: dict[str, str] = json.loads(row["fields"]) if row else {}
        return found


def _type(name: str, value: Any) -> str:
    word = text(name, value).upper()
    if word not in FIELDS:
        raise NotSupportedError(f"A secret of type {word}")
    return word


def _check(call: Any, values: dict[str, Any]) -> None:
    """A secret has the fields of its type: at first all of them, and never another."""
    created = "TYPE" in values
    kind = values["TYPE"] if created else call.find("SECRET")["TYPE"]
    for field in _ALL:
        given = values.get(field) is not None
        if given and field not in FIELDS[kind]:
            raise InvalidPropertyError(field, "SECRET")
        if created and not given and field in FIELDS[kind]:
            raise MissingPropertyError(field)


def _keep(call: Any, found: StoredObject, values: dict[str, Any]) -> None:
    SecretValues(call.account.catalog).set(found.id, {field: values[field] for field in _ALL if values.get(field)})


_COMMON = (created_on(), own_name(), schema_name(), database_name(), owner(), comment(), stored("secret_type", "TYPE"))

KIND = Kind(
    name="SECRET",
    plural="SECRETS",
    scope=SCHEMA,
    properties=(
        Property("TYPE", _type, required=True, alterable=False),
        *(Property(field, text, stored=field == "USERNAME", unset=False) for field in _ALL),
        Property("COMMENT", text, ""),
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
