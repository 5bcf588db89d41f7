"""Service roles: which endpoints each opens."""

from __future__ import annotations

from spcs_local.services.records.service_roles import EVERY_ENDPOINT, endpoints_of_roles
from spcs_local.specification import parse
from spcs_local_tests.services.world import PLAIN, SPEC


def test_role_opens_what_the_specification_says() -> None:
    assert endpoints_of_roles(parse(SPEC)) == {"READERS": {"web"}, EVERY_ENDPOINT: {"web", "api"}}


def test_role_for_every_endpoint_is_always_there() -> None:
    assert endpoints_of_roles(parse(PLAIN)) == {EVERY_ENDPOINT: frozenset()}
