"""The fixtures, in the project of somebody else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("without_docker")
DOCUMENT = Path(__file__).parents[2] / "docs" / "local-account.md"


def test_import_takes_nothing_of_the_account() -> None:
    program = "import pytest, sys; had = {*sys.modules}; import spcs_local.pytest_plugin; print({*sys.modules} - had)"
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == {"spcs_local", "spcs_local.pytest_plugin"}


def test_each_test_has_an_account_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        seen = []

        def test_one(spcs_local):
            seen.append(spcs_local)
            assert spcs_local.settings.behaviour.progression == "immediate"

        def test_two(spcs_local):
            [before] = seen
            assert before.home != spcs_local.home
            assert before.password != spcs_local.password
        """
    )
    pytester.runpytest().assert_outcomes(passed=2)


def test_documented_example_passes(pytester: pytest.Pytester) -> None:
    [example] = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    pytester.makepyfile(example)
    # the connector warns of a default of its own that will change
    pytester.runpytest("-W", "default::FutureWarning").assert_outcomes(passed=1, warnings=1)


def test_account_ends_with_its_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import socket, pytest
        ports = []

        def test_fails(spcs_local):
            ports.append(spcs_local.port)
            socket.create_connection(("127.0.0.1", spcs_local.port)).close()
            assert False

        def test_after():
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", ports[0]))
        """
    )
    pytester.runpytest().assert_outcomes(passed=1, failed=1)


def test_nearest_marker_comes_first_and_the_call_before_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        pytestmark = pytest.mark.spcs_local(progression="manual", sessionSeconds=1)

        @pytest.mark.spcs_local(sessionSeconds=2)
        def test_it(spcs_local, spcs_local_factory):
            assert spcs_local.settings.behaviour.progression == "manual"
            assert spcs_local.settings.behaviour.sessionSeconds == 2
            spcs_local.step()
            other = spcs_local_factory(sessionSeconds=3)
            assert other.settings.behaviour.sessionSeconds == 3
            assert other.port != spcs_local.port
        """
    )
    pytester.runpytest("--strict-markers").assert_outcomes(passed=1)


def test_marker_takes_keywords_only(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.spcs_local("docker")
        def test_it(spcs_local):
            pass
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines("*marker spcs_local('docker'): expected keywords only*")


def test_class_of_accounts_is_the_project_s(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from spcs_local.testing import LocalAccount

        class Mine(LocalAccount):
            pass

        @pytest.fixture(scope="session")
        def spcs_local_class():
            return Mine

        def test_it(spcs_local):
            assert isinstance(spcs_local, Mine)
        """
    )
    pytester.runpytest().assert_outcomes(passed=1)


def test_issuer_signs_users_in_and_ends_with_its_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from spcs_local.loopback import ask
        seen = []

        def test_it(spcs_local, spcs_local_issuer):
            seen.append(spcs_local_issuer.keys_url)
            assert ask(seen[0], 10).status == 200
            assert spcs_local_issuer.token("s").count(".") == 2

        def test_after():
            with pytest.raises(OSError):
                ask(seen[0], 10)
        """
    )
    pytester.runpytest().assert_outcomes(passed=2)


ONE_OF_EACH = """
    import pytest

    def test_whatever(spcs_local):
        pass

    @pytest.mark.spcs_local(adapter="memory")
    def test_memory(spcs_local):
        pass

    @pytest.mark.spcs_local(adapter="docker")
    def test_docker(spcs_local):
        pass
"""


def test_containers_are_skipped_without_docker(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(ONE_OF_EACH)
    result = pytester.runpytest("-rs")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines("SKIPPED*an account with containers: Docker does not answer*")


@pytest.mark.parametrize("arguments", [["--spcs-local-adapter=docker"], ["-o", "spcs_local_adapter=docker"]])
def test_adapter_of_a_run_is_that_of_tests_without_one(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makepyfile(ONE_OF_EACH)
    pytester.runpytest(*arguments).assert_outcomes(passed=1, skipped=2)
