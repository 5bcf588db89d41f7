"""This program over what a release left: nothing is replaced, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from devkit.bench.workspace import Workspace, opened
from devkit.service_user.making import Site
from tests.stack.releases import Release, current, versions

MADE_ONCE = ("SERVICES", "COMPUTE POOLS", "DATABASES", "STAGES", "IMAGE REPOSITORIES", "USERS", "ROLES")


@pytest.fixture(scope="module", params=versions())
def taken_over(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """An account and a stack as a release left them."""
    with opened("guide", 0) as workspace:
        Release.read(request.param).restore(workspace)
        yield workspace


def born(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """When each object was made: one that was replaced is younger."""
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("USE SECONDARY ROLES ALL")
        found = {}
        for kind in MADE_ONCE:
            inside = " IN DATABASE MILVUS_DEMO" if kind in ("SERVICES", "STAGES", "IMAGE REPOSITORIES") else ""
            cursor.execute(f"SHOW {kind}{inside}")
            names = [column.name for column in cursor.description]
            at = names.index("name"), names.index("created_on")
            found[kind] = sorted(tuple(row[index] for index in at) for row in cursor.fetchall())
    return found


def test_the_last_release_is_kept() -> None:
    assert current() in versions()


def test_upgrade_replaces_and_deletes_nothing(taken_over: Workspace) -> None:
    preview = json.loads(taken_over.pulumi("preview", "--json"))
    assert {"create-replacement", "replace", "delete-replaced", "delete"}.isdisjoint(preview["changeSummary"])

    before = born(taken_over)
    assert [name for name, _ in before["SERVICES"]] == ["JUPYTER", "MILVUS"]
    # what was made here a moment ago is younger than the state says
    taken_over.pulumi("up", "--yes", "--skip-preview", "--refresh")
    assert born(taken_over) == before

    taken_over.pulumi("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")


def test_what_a_release_made_is_taken_down(taken_over: Workspace) -> None:
    taken_over.pulumi("destroy", "--yes", "--skip-preview")
    assert json.loads(taken_over.pulumi("stack", "export"))["deployment"].get("resources", []) == []
