"""CONTRIBUTING.md sends people to what is there."""

import re
from pathlib import Path

import pytest

from devkit.paths import Paths

ROOT = Paths.of_clone().root
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
BELOW = re.compile(r"In `(\S+)`, below `(\S+)` and `(\S+)`")
PATH = re.compile(r"(?:[\w*-]+/)*[\w*-]+(?:/|\.(?:py|yaml|md|txt|toml|lark|lock))")


def places(section: str) -> list[Path]:
    """The directories that the section's paths are relative to."""
    package = BELOW.search(section)
    if package is None:
        return [ROOT]
    directory = ROOT / package[1]
    return [ROOT, directory, directory / package[2], directory / package[3]]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=list(SECTIONS))
def test_paths_are_there(section: str) -> None:
    spans = [span for span in re.findall(r"`([^`]+)`", section) if PATH.fullmatch(span)]

    missing = [it for it in spans if not any(found for place in places(section) for found in place.glob(it))]
    assert missing == []


def test_commands_are_there() -> None:
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    programs = set(re.findall(r"`\.venv/bin/python -m (\S+?)`", TEXT))

    assert set(re.findall(r"`make (\w+)`", TEXT)) <= set(phony.split())
    assert len(programs) == 8
    for program in programs:
        name = program.replace(".", "/") + ".py"
        places = (name, f"packages/*/src/{name}", f"packages/*/tests/{name}")
        assert any(list(ROOT.glob(place)) for place in places), program
