"""Image repositories. https://docs.snowflake.com/en/sql-reference/sql/create-image-repository"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES
from spcs_local.kinds.columns import (
    comment,
    computed,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
)
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.ports import fits, repository_path
from spcs_local.model.properties import Property, mapping, text


def repository_url(found: StoredObject, view: View) -> str:
    """`<registry host>/<database>/<schema>/<repository>`, lower case.

    Empty where a rename has given database or schema a name that does not survive there: the same URL is another's.
    """
    path = repository_path(found.path.parts)
    return f"{view.model.registry.host}/{path}" if path is not None else ""


def _encryption(found: StoredObject, _view: View) -> Any:
    return (found["ENCRYPTION"] or {}).get("TYPE", "SNOWFLAKE_SSE")


def _check(change: Change, _values: dict[str, Any]) -> None:
    """Names have to survive in the registry, those of database and schema as well."""
    if change.before is None and change.container is not None:
        for name in (*change.container.path.parts, change.name):
            if not fits(name):
                raise InvalidValueError(name, "NAME")


def _created(change: Change, found: StoredObject, _values: dict[str, Any]) -> None:
    # of another catalog, whose files were left
    change.model.registry.delete_repository(found.id)
    change.model.registry.lead(repository_path(found.path.parts) or "", found.id)


def _dropped(change: Change, found: StoredObject) -> None:
    change.model.registry.delete_repository(found.id)


KIND = Kind(
    name="IMAGE REPOSITORY",
    plural="IMAGE REPOSITORIES",
    scope=SCHEMA,
    properties=(
        Property("ENCRYPTION", mapping("TYPE"), {"TYPE": "SNOWFLAKE_SSE"}, alterable=False),
        Property("COMMENT", text, ""),
    ),
    privileges=("READ", "WRITE"),
    create_privilege="CREATE IMAGE REPOSITORY",
    show=(
        created_on(),
        own_name(),
        database_name(),
        schema_name(),
        computed("repository_url", repository_url),
        owner(),
        owner_role_type(),
        comment(),
        computed("encryption", _encryption),
        constant("privatelink_repository_url"),
    ),
    clauses=frozenset(PAGES),
    hooks=Hooks(check=_check, created=_created, dropped=_dropped),
)
