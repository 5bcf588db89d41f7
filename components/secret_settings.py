"""What the stack's secrets in the account hold: keys of an object storage, and users of Milvus."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.config_reader import ConfigReader, Place, Values
from components.login import Login
from components.secret import Secret
from components.settings_table import CLUSTER, Table
from components.sql import Identifier

# Milvus takes 6 characters or more, its hash no more than 72 bytes; https://milvus.io/docs/authenticate.md
_PASSWORD = re.compile(r"[!-9;-~]{6,72}")
_WELL_KNOWN = "Milvus"  # root's, until it has another one


@dataclass(frozen=True, kw_only=True)
class MilvusSecretSettings:
    """The secrets with Milvus' root and with the notebook's user. Passwords that are not given are made, and made anew
    where `generation` is another number."""

    root: Identifier
    notebook: Identifier
    root_password: Secret | None = None
    generation: int = 1

    def __post_init__(self) -> None:
        if self.root == self.notebook:
            raise ValueError(f"both secrets are {self.root}; allowed: one for each user. To do: rename one")


@dataclass(frozen=True, kw_only=True)
class SecretSettings:
    """All of them. There is an object storage, whose keys are a user and a password, where Milvus is a cluster."""

    milvus: MilvusSecretSettings
    object_storage: Login | None = None


def read_secrets(reader: ConfigReader, values: Values) -> SecretSettings | None:
    """None where something of them is wrong, and reported."""
    milvus, object_storage = _read_milvus(reader, values), _read_object_storage(reader, values)
    return SecretSettings(milvus=milvus, object_storage=object_storage) if milvus else None


def _read_milvus(reader: ConfigReader, values: Values) -> MilvusSecretSettings | None:
    """None where something of it is wrong, and reported."""
    password = reader.credential(Table.MILVUS_ROOT_PASSWORD)
    if password and (password.reveal() == _WELL_KNOWN or not _PASSWORD.fullmatch(password.reveal())):
        allowed = f"6 to 72 letters, digits and signs without colon and space, and not {_WELL_KNOWN}"
        reader.report(Place.of(Table.MILVUS_ROOT_PASSWORD, secret=True), "none that Milvus takes", allowed)
    root, notebook = values.optional(Table.MILVUS_ROOT_SECRET), values.optional(Table.MILVUS_NOTEBOOK_SECRET)
    generation = values.optional(Table.MILVUS_PASSWORD_GENERATION)
    if not (root and notebook and generation):
        return None
    if root == notebook:
        reader.report(Place.of(Table.MILVUS_NOTEBOOK_SECRET), repr(str(notebook)), "another name than that of root's")
        return None
    return MilvusSecretSettings(root=root, notebook=notebook, root_password=password, generation=generation)


def _read_object_storage(reader: ConfigReader, values: Values) -> Login | None:
    """None where Milvus is one process, which has none; and where something of it is wrong, and reported."""
    key = reader.credential(Table.OBJECTSTORE_SECRET_KEY)
    if values.optional(Table.TOPOLOGY) != CLUSTER:
        return None
    secret, access_key = values.optional(Table.OBJECTSTORE_SECRET), values.optional(Table.OBJECTSTORE_ACCESS_KEY)
    if not key:
        reader.report(Place.of(Table.OBJECTSTORE_SECRET_KEY, secret=True), None, "a long random text")
    return Login(secret=secret, user=access_key, password=key) if key and secret and access_key else None
