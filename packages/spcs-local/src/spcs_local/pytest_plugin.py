"""Fixtures that give a test an account of its own. pytest finds them by itself where this package is installed.

Every run of pytest imports this module: the account itself is imported by the first test that asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from spcs_local.testing import LocalAccount
    from spcs_local.token_issuer import TokenIssuer

_MARKER = (
    "spcs_local(adapter='memory', progression='immediate', **settings): how accounts of the test are made;"
    " settings are those that `spcs-local start --help` lists"
)
_ADAPTER = "what services run on: memory says that they run; docker runs them, or skips the test without Docker"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("spcs-local").addoption("--spcs-local-adapter", choices=("memory", "docker"), help=_ADAPTER)
    parser.addini("spcs_local_adapter", f"{_ADAPTER} (default memory)", default="memory")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def spcs_local_class() -> type[LocalAccount]:
    """The class of the accounts; a project may have a subclass of its own here."""
    from spcs_local.testing import LocalAccount

    return LocalAccount


@pytest.fixture
def spcs_local_factory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, spcs_local_class: type[LocalAccount]
) -> Iterator[Callable[..., LocalAccount]]:
    """Makes accounts for this test, as the marker says, with settings of their own before those."""
    defaults = _settings(request)
    with ExitStack() as ends:

        def make(**settings: Any) -> LocalAccount:
            asked = {**defaults, **settings}
            _skip_without_containers(asked["adapter"])
            return ends.enter_context(spcs_local_class(tmp_path_factory.mktemp("spcs-local"), **asked))

        yield make


@pytest.fixture
def spcs_local(spcs_local_factory: Callable[..., LocalAccount]) -> LocalAccount:
    """An account of this test's own, made as the marker `spcs_local` says."""
    return spcs_local_factory()


@pytest.fixture
def spcs_local_issuer() -> Iterator[TokenIssuer]:
    """An issuer of tokens that users of an account can sign in with."""
    from spcs_local.token_issuer import TokenIssuer

    with TokenIssuer() as issuer:
        yield issuer


def _settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """From the least to the most particular: ini file, command line, markers of module, class and test."""
    config = request.config
    settings = {"adapter": config.getoption("--spcs-local-adapter") or config.getini("spcs_local_adapter")}
    for marker in reversed(list(request.node.iter_markers("spcs_local"))):
        if marker.args:
            given = ", ".join(map(repr, marker.args))
            raise pytest.UsageError(f"marker spcs_local({given}): expected keywords only, as in adapter='docker'")
        settings |= marker.kwargs
    return settings


def _skip_without_containers(adapter: str) -> None:
    if adapter == "docker":
        from spcs_local.testing import missing_for_containers

        if missing := missing_for_containers():
            pytest.skip(f"an account with containers: {missing}")
