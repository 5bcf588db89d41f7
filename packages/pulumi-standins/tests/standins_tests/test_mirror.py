"""Each module's test has its name."""

from __future__ import annotations

from pathlib import Path

import pulumi_standins
from devkit.testing import mirror

A_KIND = (
    "a kind of object: its rows in snowflake/objects.py and in the tables of test_objects_*.py, its life in conformance"
)
STARTED = "provider/test_serve.py starts it"
WITHOUT_TEST = {
    "docker/__main__.py": STARTED,
    "provider/provider.py": "says what a provider is, and does nothing",
    "snowflake/__main__.py": STARTED,
    "snowflake/compute_pools.py": A_KIND,
    "snowflake/image_repositories.py": A_KIND,
    "snowflake/network_rules.py": A_KIND,
    "snowflake/parameters.py": "names alone, which test_databases.py and conformance look at",
    "snowflake/resource.py": "what all resource types share: in the tests of each",
    "snowflake/secrets.py": A_KIND,
    "snowflake/users.py": A_KIND,
    "snowflake/warehouses.py": A_KIND,
}
WITHOUT_MODULE = {
    "conformance": "holds the stand-in to recordings of the plugin",
    "engine": "a language host and a plugin, real or not, under the engine",
    "test_mirror.py": "holds this table",
}


def test_tests_mirror_the_modules() -> None:
    source, tests = Path(pulumi_standins.__file__).parent, Path(__file__).parent
    assert mirror.differences(source, tests, WITHOUT_TEST, WITHOUT_MODULE) == ""
