"""An account to make the user in."""

from __future__ import annotations

import pytest

from devkit.paths import Paths
from devkit.service_user.making import Site
from spcs_local.testing import LocalAccount


@pytest.fixture
def site(spcs_local: LocalAccount, monkeypatch: pytest.MonkeyPatch) -> Site:
    """From the clone, where the program is that prints the statements."""
    monkeypatch.chdir(Paths.of_clone().root)
    connection = spcs_local.connection
    names = ("account", "user", "password", "host", "port", "protocol")
    return Site({f"SNOWFLAKE_{name.upper()}": str(connection[name]) for name in names})
