"""GitHub, as far as a test needs it."""

from collections.abc import Iterator

import pytest

from devkit_tests.pull_request.fake_github import FakeGitHub, served


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with served() as found:
        yield found
