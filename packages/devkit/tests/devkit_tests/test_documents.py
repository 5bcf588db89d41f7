"""What the documents name is there: links, paths, programs."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from devkit.paths import Paths

ROOT = Paths.of_clone().root
DOCUMENTS = [
    ROOT / "README.md",
    *(it for pattern in ("docs/*.md", "packages/*/*.md", "packages/*/docs/*.md") for it in sorted(ROOT.glob(pattern))),
]
EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=[str(it.relative_to(ROOT)) for it in DOCUMENTS])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
# a path from the top of the clone, or from that of the document's package
PATH = re.compile(r"`((?:components|docs|images|packages|specs|src|tests)/[\w./*-]+)`")
PROGRAM = re.compile(r"\bpython3? -m ([\w.]+)")
# what a run writes, and what the README's example adds
NOT_YET = re.compile(r"packages/devkit/results/latest|(images|specs)/hello\b")


@EACH
def test_links_lead_somewhere(document: Path) -> None:
    missing = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert missing == []


@EACH
def test_paths_are_there(document: Path) -> None:
    places = [ROOT, *(it for it in document.parents if it.parent == ROOT / "packages")]
    named = [it for it in PATH.findall(document.read_text()) if not NOT_YET.match(it)]
    assert [path for path in named if not any(next(place.glob(path), None) for place in places)] == []


@EACH
def test_programs_can_be_started(document: Path) -> None:
    missing = [name for name in PROGRAM.findall(document.read_text()) if find_spec(name) is None]
    assert missing == []
