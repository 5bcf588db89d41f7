"""What the program imports of the SDK of the snowflake provider, held against what the components use."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pulumi
import pulumi_snowflake

from components.snowflake_sdk import RESOURCES

COMPONENTS = Path(__file__).parents[2] / "components"
PROGRAM = """
import sys
from components.snowflake_sdk import import_used
import_used()
import components.stack
import pulumi_snowflake as snowflake
loaded = [it for it in sys.modules if it.startswith("pulumi_snowflake.")]
print(len(loaded), snowflake.Service.__module__, snowflake.ServiceFromSpecificationArgs.__name__)
print(snowflake.Alert.__name__, "pulumi_snowflake.warehouse" in sys.modules, "pulumi_snowflake.task" in sys.modules)
print(snowflake.get_databases.__name__, snowflake.Service.__name__, "pulumi_snowflake.task" in sys.modules)
try:
    snowflake.Nothing
except AttributeError as error:
    print(error)
"""


def used() -> set[str]:
    """Classes of resources that the components name as `snowflake.NAME`."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in COMPONENTS.rglob("*.py")]
    names = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "snowflake"
    }
    found = {name: getattr(pulumi_snowflake, name, None) for name in names}
    return {name for name, it in found.items() if isinstance(it, type) and issubclass(it, pulumi.Resource)}


def test_it_is_what_the_components_use() -> None:
    assert sorted(used()) == list(RESOURCES)


def test_nothing_else_is_imported_before_it_is_asked_for() -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=COMPONENTS.parent, capture_output=True, text=True, check=True)
    few, *others = done.stdout.splitlines()
    # beside the resources' own: utilities, arguments, outputs
    assert few == f"{len(RESOURCES) + 3} pulumi_snowflake.service ServiceFromSpecificationArgs"
    assert others == [
        "Alert True False",
        "get_databases Service True",
        "module 'pulumi_snowflake' has no attribute 'Nothing'",
    ]
