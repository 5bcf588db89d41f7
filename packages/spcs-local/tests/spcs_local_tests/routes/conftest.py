"""A session of the account that many tests share."""

from __future__ import annotations

import pytest

from spcs_local_tests.bare_http import session_token
from spcs_local_tests.running import RunningAccount


@pytest.fixture(scope="module")
def token(shared: RunningAccount) -> str:
    """A session of the shared account."""
    return session_token(shared)
