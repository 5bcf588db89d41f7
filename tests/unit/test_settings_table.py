"""The table of settings, and the project file that is written from it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml

from components.documents import schema
from components.setting import Setting
from components.settings_table import Connections, Table, settings
from tests.unit.recording import ROOT

PROJECT = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
OF_THE_PROVIDER = [it for it in vars(Connections).values() if isinstance(it, Setting)]


def test_project_declares_what_the_table_has() -> None:
    assert PROJECT["config"] == schema()
    assert list(PROJECT["config"]) == [setting.name for setting in settings()]


def test_project_gives_each_key_a_default_and_no_type() -> None:
    """Or the engine would stop at the first that is missing or wrong, before the program says all of it."""
    assert {tuple(declared) for declared in PROJECT["config"].values()} == {("description", "default")}


def test_keys_are_there_once() -> None:
    count = Counter(setting.key for setting in (*settings(), *OF_THE_PROVIDER))
    assert set(count.values()) == {1}
    assert all(setting.key.startswith("milvus-spcs:") for setting in settings())
    assert all(setting.key.startswith("snowflake:") for setting in OF_THE_PROVIDER)


@pytest.mark.parametrize("setting", [it for it in (*settings(), *OF_THE_PROVIDER) if it.default], ids=lambda it: it.key)
def test_defaults_are_allowed(setting: Setting[Any]) -> None:
    assert setting.check(setting.default) is not None


@pytest.mark.parametrize("setting", settings(), ids=lambda it: it.name)
def test_descriptions_say_what_it_is(setting: Setting[Any]) -> None:
    assert setting.description
    assert "\n" not in setting.description


def test_each_of_the_providers_has_its_variable() -> None:
    assert [setting.variable for setting in OF_THE_PROVIDER][:2] == [
        "SNOWFLAKE_ORGANIZATION_NAME",
        "SNOWFLAKE_ACCOUNT_NAME",
    ]
    assert all(setting.variable for setting in OF_THE_PROVIDER)


def test_names_but_the_schema_take_the_prefix() -> None:
    without = {"instanceFamily", "registryHost", "schema"}
    prefixed = {setting.name for setting in settings() if setting.prefixed}
    assert not prefixed & without
    assert {"role", "ownerRole", "user", "warehouse", "database", "milvusPool", "jupyterService"} < prefixed


def test_require_says_what_is_allowed() -> None:
    Table.WAREHOUSE_SIZE.require("SMALL")
    with pytest.raises(ValueError, match="specSource is 'file'; allowed: one of text, stage\\. To do: choose one of"):
        Table.SPEC_SOURCE.require("file")
