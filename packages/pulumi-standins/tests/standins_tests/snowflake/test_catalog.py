"""The resource types that are served."""

from __future__ import annotations

from pulumi_standins.snowflake.catalog import types
from standins_tests.recording import target
from standins_tests.snowflake.objects import CREATES

GRANTS_AND_STATEMENTS = ("grantAccountRole", "grantPrivilegesToAccountRole", "execute")


def test_catalog_serves_what_the_tests_make() -> None:
    made = {target(token).token for token in (*(case[0] for case in CREATES), *GRANTS_AND_STATEMENTS)}
    assert types().keys() == made
