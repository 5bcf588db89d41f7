"""The lock of an account that runs."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.presence import AlreadyRunningError, information_path, is_running, only_one, read_information
from spcs_local.whole_files import BrokenFileError


def test_second_account_of_a_home_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(AlreadyRunningError), only_one(tmp_path):
            pass
    assert not is_running(tmp_path)


def test_start_waits_for_who_only_asks(tmp_path: Path) -> None:
    entered = threading.Event()

    def serve() -> None:
        with only_one(tmp_path):
            entered.set()

    account = threading.Thread(target=serve)
    with (tmp_path / "account.lock").open("w") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        account.start()
        assert not entered.wait(0.1)
    assert entered.wait(PATIENCE)
    account.join()


@pytest.mark.parametrize("content", ["", "{}", '{"pid": "x"}'])
def test_damaged_file_of_where_it_is_has_its_remedy(tmp_path: Path, content: str) -> None:
    information_path(tmp_path).write_text(content)
    with pytest.raises(BrokenFileError, match=r"account.json: does not hold .* To do: end the process .*, and remove"):
        read_information(tmp_path)
