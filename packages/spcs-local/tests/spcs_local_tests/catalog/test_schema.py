"""Catalogs of earlier versions: what was in them is theirs whose it was."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.model.access_tokens import AccessTokens
from spcs_local.model.credentials import token_hash
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Holder
from spcs_local.model.session import restore

BEFORE_IDS = next(number for number, (name, _) in enumerate(MIGRATIONS) if name == "0009-holders-by-id")
OBJECT = "INSERT INTO objects (id, kind, namespace, name, created_on, updated_on) VALUES (?, ?, ?, ?, 0, 0)"
SESSION = "INSERT INTO sessions VALUES (?, ?, ?, ?, NULL, 1, 0, ?)"
OLD_STATE = {
    "id": 1,
    "user": "U",
    "user_id": 7,
    "role": "R",
    "secondary": "ALL",
    "database": None,
    "schema": None,
    "warehouse": None,
    "service": None,
    "restriction": None,
    "parameters": {"QUERY_TAG": "x"},
    "last_query_id": None,
}


def old_catalog(path: Path) -> None:
    """Of a user with three tokens and sessions of it, of a token with one role, and of a service."""
    with closing(Catalog(path, MIGRATIONS[:BEFORE_IDS])) as catalog:
        for values in ((7, "USER", "USER", "U"), (9, "ROLE", "ROLE", "R")):
            catalog.execute(OBJECT, values)
        for name, role in (("FREE", None), ("BOUND", "R"), ("ORPHAN", "GONE")):
            token = (7, name, token_hash(f"pat:{name}"), role, 10.0**10, 0.0)
            catalog.execute("INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?, ?)", token)
        bound, service = OLD_STATE | {"restriction": "R"}, OLD_STATE | {"user_id": None, "service": "D.S.U"}
        for number, state in enumerate((OLD_STATE, bound, service), start=1):
            session = (number, state["user_id"], state["service"], bytes([number]), json.dumps(state))
            catalog.execute(SESSION, session)


def test_what_was_kept_by_name_is_kept_by_id(tmp_path: Path) -> None:
    path = tmp_path / "account.sqlite"
    old_catalog(path)
    with closing(Catalog(path, MIGRATIONS)) as catalog:
        (row,) = catalog.rows("SELECT id, holder_id, state FROM sessions")
        session = restore(row["state"])
        assert (row["holder_id"], session.holder, session.role_id) == (7, 7, 9)
        assert (session.restriction, session.secondary, session.parameters) == (None, "ALL", {"QUERY_TAG": "x"})
        tokens = AccessTokens(catalog, Objects(catalog))
        assert [(token["name"], token["role"]) for token in tokens.of(7)] == [("BOUND", "R"), ("FREE", None)]
        assert tokens.holder("pat:BOUND") == Holder(7, restriction=9)
