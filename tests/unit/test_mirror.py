"""Each module's test has its name."""

from __future__ import annotations

from pathlib import Path

from devkit.testing import mirror
from tests.unit.recording import ROOT

WITHOUT_TEST: dict[str, str] = {}
OF_THE_DOCS = "compares the program with what is said of it"
WITHOUT_MODULE = {
    "test_environments.py": OF_THE_DOCS,
    "test_graph.py": OF_THE_DOCS,
    "test_installed.py": "installs all modules as a package",
    "test_mirror.py": "holds this table",
    "test_privileges.py": OF_THE_DOCS,
    "test_readme.py": OF_THE_DOCS,
    "test_real_account.py": OF_THE_DOCS,
    "test_services_page.py": OF_THE_DOCS,
    "test_troubleshooting.py": OF_THE_DOCS,
}


def test_tests_mirror_the_modules() -> None:
    assert mirror.differences(ROOT / "components", Path(__file__).parent, WITHOUT_TEST, WITHOUT_MODULE) == ""
