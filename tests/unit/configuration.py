"""Configurations of a stack, right and wrong, without an engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from components import settings
from components.config_reader import Source
from components.problems import SettingsError
from components.settings import Settings
from tests.unit.recording import ACCOUNT, SECRET_KEYS, STACK, defaults


def existing(name: str) -> dict[str, Any]:
    """What a setting says of an object that is there before."""
    return {"name": name, "existing": True}


EVERYTHING_EXISTS: Mapping[str, Any] = {
    "role": existing("ANALYSTS"),
    "ownerRole": existing("SERVICES_OWNER"),
    "notebookOwnerRole": existing("NOTEBOOKS_OWNER"),
    "user": existing("VISITOR"),
    "milvusUserPassword": "",
    "warehouse": existing("WORK"),
    "database": existing("ANALYTICS"),
    "schema": existing("APPS"),
    "repository": existing("IMAGES"),
    "egressIntegration": existing("HUB"),
    "milvusPool": existing("BIG"),
    "pools": {"jupyter": existing("SMALL"), "third": existing("THIRD")},
    "services": {"third": {"like": "milvus", "pool": "third", "owner": existing("THIRD_OWNER")}},
}


def names_of_what_exists(value: Any) -> set[str]:
    """All that a configuration says of what is there before."""
    if not isinstance(value, Mapping):
        return set()
    own = {value["name"]} if value.get("existing") else set()
    return own.union(*map(names_of_what_exists, value.values()))


class FixedSource:
    """Values by their keys, of which some are marked secret."""

    def __init__(self, values: Mapping[str, str], secret_keys: list[str]) -> None:
        self._values, self._secret_keys = values, secret_keys

    def get(self, key: str) -> str | None:
        return self._values.get(key)

    def is_secret(self, key: str) -> bool:
        return key in self._secret_keys


# beside whatever else a configuration has of a cluster
CLUSTER: Mapping[str, Any] = {"topology": "cluster", "objectStoreSecretKey": "key-of-the-object-storage"}
CLUSTER_SECRETS = [*SECRET_KEYS, "milvus-spcs:objectStoreSecretKey"]


def source(changes: Mapping[str, Any] | None = None, secret_keys: list[str] | None = None) -> Source:
    """A stack's configuration with some keys changed; those without a namespace are the project's."""
    values = {**defaults(), **ACCOUNT, **STACK}
    for name, value in (changes or {}).items():
        # as the engine hands over what is more than a text
        text = value if isinstance(value, str) else json.dumps(value)
        values[name if ":" in name else f"milvus-spcs:{name}"] = text
    return FixedSource(values, SECRET_KEYS if secret_keys is None else secret_keys)


def loaded(**changes: Any) -> Settings:
    """The settings of a stack's configuration with some of the project's keys changed."""
    return settings.load(source(changes), {})


def problems(given: Source, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is wrong with a configuration, by subject."""
    with pytest.raises(SettingsError) as caught:
        settings.load(given, environment or {})
    return {problem.subject: str(problem) for problem in caught.value.problems}
