"""Tests that mirror a tree: a module has a test of its name in the same folder, or a reason why not."""

from collections.abc import Mapping
from pathlib import Path


def differences(source: Path, tests: Path, without_test: Mapping[str, str], without_module: Mapping[str, str]) -> str:
    """What is wrong, a line each; nothing where all is well.

    The test of `a/b.py` is `a/test_b.py`, or several `a/test_b_*.py`. `without_test` has a reason for each module that
    has none, `without_module` for each test, or folder of tests, whose subject is no module.
    """
    modules = {path.relative_to(source) for path in source.rglob("*.py") if path.name != "__init__.py"}
    names = {path.relative_to(tests) for path in tests.rglob("test_*.py")}
    found = {module: {name for name in names if _is_test_of(name, module)} for module in modules}
    untested = {str(module) for module, own in found.items() if not own}
    homeless = names - {name for own in found.values() for name in own}
    apart = {reason for reason in without_module if any(_lies_in(name, reason) for name in homeless)}
    lines = [
        *(f"{it}: no test of its name, and no reason" for it in untested - without_test.keys()),
        *(f"{it}: a reason for having no test, but it has one, or is gone" for it in without_test.keys() - untested),
        *(f"{it}: of no module, and no reason" for it in homeless if not any(_lies_in(it, of) for of in apart)),
        *(f"{it}: a reason for being of no module, but of nothing" for it in without_module.keys() - apart),
    ]
    return "\n".join(sorted(lines))


def _is_test_of(test: Path, module: Path) -> bool:
    name = f"test_{module.stem.strip('_')}"
    return test.parent == module.parent and (test.stem == name or test.stem.startswith(f"{name}_"))


def _lies_in(test: Path, place: str) -> bool:
    return test == Path(place) or Path(place) in test.parents
