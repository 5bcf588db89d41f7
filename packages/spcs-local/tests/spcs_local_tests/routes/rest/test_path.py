"""Paths of the REST API."""

from __future__ import annotations

import pytest

from spcs_local.errors import DoesNotExistError, NotSupportedError
from spcs_local.routes.rest.path import read, segments_of


def test_path_is_read_as_collections_and_names() -> None:
    path = read(segments_of("/api/v2/databases/d/schemas/%22a%2Fb%3Ac%22/services/svc/roles/r/grants-of"))
    assert (path.resource.kind, path.parents, path.name) == ("SERVICE", ("D", "a/b:c"), "svc")
    assert (path.below, path.action) == (("roles", "r", "grants-of"), "")
    assert str(path.full_name) == 'D."a/b:c".SVC'


def test_action_follows_a_colon_outside_quotes() -> None:
    assert read(segments_of("/api/v2/warehouses/w:resume")).action == "resume"
    assert read(segments_of("/api/v2/warehouses/%22w:resume%22")).action == ""
    assert read(segments_of("/api/v2/roles/r/grants:revoke")).below == ("grants",)


def test_what_the_account_lacks_is_named() -> None:
    with pytest.raises(NotSupportedError, match="resource tables is not supported"):
        read(segments_of("/api/v2/tables/t"))


@pytest.mark.parametrize("path", ["", "stages", "schemas/s", "services/s/containers"])
def test_what_is_no_resource_is_not_there(path: str) -> None:
    with pytest.raises(DoesNotExistError):
        read(segments_of(f"/api/v2/{path}"))
