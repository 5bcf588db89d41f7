"""What counts as a test of a module's name."""

from pathlib import Path

import pytest

from devkit.testing import mirror


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two modules, of which one has two tests, and a test of none."""
    for name in ("source/a.py", "source/b/c.py", "source/b/__init__.py", "tests/test_a.py", "tests/test_a_more.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "tests" / "whole").mkdir()
    (tmp_path / "tests" / "whole" / "test_all.py").touch()
    return tmp_path


def test_each_module_and_each_test_needs_the_other_or_a_reason(tree: Path) -> None:
    source, tests = tree / "source", tree / "tests"
    assert mirror.differences(source, tests, {}, {}).splitlines() == [
        "b/c.py: no test of its name, and no reason",
        "whole/test_all.py: of no module, and no reason",
    ]
    assert mirror.differences(source, tests, {"b/c.py": "why"}, {"whole": "why"}) == ""


def test_reason_for_nothing_is_told(tree: Path) -> None:
    source, tests = tree / "source", tree / "tests"
    found = mirror.differences(source, tests, {"a.py": "why", "b/c.py": "why"}, {"whole": "why", "gone": "why"})
    assert found.splitlines() == [
        "a.py: a reason for having no test, but it has one, or is gone",
        "gone: a reason for being of no module, but of nothing",
    ]
