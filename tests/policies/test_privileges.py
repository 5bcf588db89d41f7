"""Privileges are granted by name."""

from __future__ import annotations

from typing import Any

import pytest

from milvus_policies.privileges import NO_ALL_PRIVILEGES
from milvus_policies.resources import GRANT, UNKNOWN
from tests.policies.made import resource, said


@pytest.mark.parametrize(
    "given", [{"allPrivileges": True}, {"privileges": ["ALL"]}, {"privileges": ["USAGE", "all privileges"]}]
)
def test_refuse_all(given: dict[str, Any]) -> None:
    (text,) = said(NO_ALL_PRIVILEGES, resource(GRANT, "storage-role-on-database", **given))
    assert text.startswith("grant storage-role-on-database: ALL PRIVILEGES; allowed: privileges by their names")
    assert "To do: name what is needed" in text


@pytest.mark.parametrize("given", [{"privileges": ["USAGE"]}, {"privileges": UNKNOWN}, {"privileges": [UNKNOWN]}])
def test_take_names(given: dict[str, Any]) -> None:
    assert said(NO_ALL_PRIVILEGES, resource(GRANT, "one", **given)) == []
    assert said(NO_ALL_PRIVILEGES, resource("another", "one", allPrivileges=True)) == []
