"""Each module's test has its name."""

from pathlib import Path

import devkit
from devkit.testing import mirror

MEASURES = "measures on accounts of its own, for minutes: `make bench`"
LIVES = "tests/stack/test_acceptance.py has a run, from the command's options to its report"
PREVIEWED = "needs the program: tests/stack/test_preview_diff.py runs all of it"
DEPLOYED = "needs the program: tests/stack/test_deployment.py runs it as the workflows do"
USED_BY_TESTS = "is used by the tests themselves"
WITHOUT_TEST = {
    "__main__.py": "calls cli.py",
    "accept/account.py": LIVES,
    "accept/command.py": LIVES,
    "accept/killing.py": LIVES,
    "accept/phases.py": LIVES,
    "accept/run.py": LIVES,
    "bases/__main__.py": "calls bases/obtain.py; test_base_images.py has what it prints",
    "bench/__main__.py": MEASURES,
    "bench/container_program.py": "tests/stack/searching.py has clients in a container by it",
    "bench/guide.py": "the guide's SQL: bench/test_script.py sends it, the local account's tests run it",
    "bench/images.py": MEASURES,
    "bench/measurement.py": MEASURES,
    "bench/operations.py": MEASURES,
    "bench/peer_operations.py": MEASURES,
    "bench/whole.py": MEASURES,
    "bench/workspace.py": MEASURES,
    "clients.py": "test_lock_files.py has their versions, the local account's tests use what they install",
    "context.py": "holds what others are given",
    "deployment/__main__.py": DEPLOYED,
    "deployment/registry.py": DEPLOYED,
    "drivers.py": "the local account's tests use what it installs: clients/test_node_driver.py, test_jdbc_driver.py",
    "errors.py": "an error and no more",
    "notebook/errors.py": "an error and no more",
    "notebook/jupyter.py": "notebook/test_run.py has its answers, good and bad",
    "preview_diff/__main__.py": "prints what run.py finds",
    "preview_diff/engine.py": PREVIEWED,
    "preview_diff/run.py": PREVIEWED,
    "testing/engine.py": USED_BY_TESTS,
    "testing/surroundings.py": USED_BY_TESTS,
    "testing/waiting.py": USED_BY_TESTS,
}
OF_THE_CLONE = "about a file at the top of the clone"
WITHOUT_MODULE = {
    "test_contributing.py": OF_THE_CLONE,
    "test_documents.py": OF_THE_CLONE,
    "test_github.py": OF_THE_CLONE,
    "test_license.py": OF_THE_CLONE,
    "test_mirror.py": "holds this table",
}


def test_tests_mirror_the_modules() -> None:
    source, tests = Path(devkit.__file__).parent, Path(__file__).parent
    assert mirror.differences(source, tests, WITHOUT_TEST, WITHOUT_MODULE) == ""
