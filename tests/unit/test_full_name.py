"""Full names, as the provider wants them."""

from __future__ import annotations

import subprocess
import sys

import pulumi

from components.full_name import quoted
from tests.unit.recording import record


def test_each_part_is_quoted() -> None:
    found: list[str] = []
    record(lambda: quoted("D", pulumi.Output.from_input("S"), "N").apply(found.append))
    assert found == ['"D"."S"."N"']


def test_what_serves_tags_imports_no_sdk_of_a_plugin() -> None:
    """The dynamic providers' process would take longer for it than for all else."""
    lines = "import sys, components.object_tags; print('pulumi_snowflake' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
