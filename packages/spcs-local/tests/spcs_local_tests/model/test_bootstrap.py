"""What settings decide of a new account."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spcs_local.whole_files import BrokenFileError
from spcs_local_tests.running import RunningAccount, error_of, grants, names, run

POOL = "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"


def test_sysadmin_creates_pools_by_a_setting(spcs_local_factory: Callable[..., RunningAccount]) -> None:
    held = []
    for value in (True, False):
        found = grants(spcs_local_factory(sysadminCreatesPools=value).connect(), "SHOW GRANTS TO ROLE SYSADMIN")
        held.append("CREATE COMPUTE POOL" in {grant[0] for grant in found})
    assert held == [True, False]


@pytest.mark.parametrize(("allowed", "number"), [(True, None), (False, 3001)])
def test_setting_decides_whether_sysadmin_creates_pools(
    spcs_local_factory: Callable[..., RunningAccount], allowed: bool, number: int | None
) -> None:
    admin = spcs_local_factory(sysadminCreatesPools=allowed).connect(role="SYSADMIN")
    run(admin, "USE SECONDARY ROLES NONE")
    if number is None:
        run(admin, POOL)
    else:
        assert error_of(admin, POOL)[0] == number


def test_administrator_s_file_is_refused_when_damaged_and_made_again_when_gone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = home / "administrator.json"
    RunningAccount(home).stop()
    file.write_text("")
    with pytest.raises(BrokenFileError, match=r"administrator.json: does not hold .* To do: remove it, and"):
        RunningAccount(home)
    file.unlink()
    with RunningAccount(home) as account:
        assert names(account.connect(), "SHOW USERS") == ["ADMIN"]


def test_administrator_s_file_that_signs_nobody_in_is_told_of(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = home / "administrator.json"
    with RunningAccount(home) as account:
        assert account.account.model.warning == ""
        run(account.connect(), "ALTER USER ADMIN SET PASSWORD = 'another-0ne'")
    with RunningAccount(home) as account:
        warning = account.account.model.warning
        assert warning.startswith(f"{file}: its password is not that of user ADMIN (any more)")
        assert "remove it, and the account gives its administrator another password" in warning
        file.write_text(json.dumps({"user": "ADMIN", "password": "another-0ne"}))
    with RunningAccount(home) as account:
        assert account.account.model.warning == ""
