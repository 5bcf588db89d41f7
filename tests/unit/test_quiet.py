"""Services at rest, and running again."""

from __future__ import annotations

from contextlib import suppress

import pytest

from components.roll import RollError
from tests.unit.backup.account import Service, cluster

SUSPENDED = [f"ALTER SERVICE {it} SUSPEND" for it in ("PROXY", "ETCD", "KAFKA")]
RESUMED = [f"ALTER SERVICE {it} RESUME" for it in ("ETCD", "KAFKA", "PROXY")]


def test_nodes_rest_before_what_they_work_with_and_run_after_it() -> None:
    account = cluster()
    with account.taking().quiet.suspended(account.found(), resume=True):
        assert account.steps == SUSPENDED
    assert account.steps[3:] == RESUMED
    assert account.services["JUPYTER"].status == "RUNNING"


def test_nodes_that_need_each_other_run_again_whatever_their_names_are() -> None:
    account = cluster()
    account.services |= {"ANALYZER": Service(), "COORDINATOR": Service(needs=("ANALYZER",))}
    account.services["PROXY"].needs = ("COORDINATOR",)
    with account.taking().quiet.suspended(account.found(), resume=True):
        assert account.steps[-2:] == SUSPENDED[1:]
    assert {it.status for it in account.services.values()} == {"RUNNING"}


def test_what_was_suspended_runs_again_whatever_happens() -> None:
    account = cluster()
    account.services["ETCD"].status = "SUSPENDED"  # as a killed backup has left it
    with pytest.raises(ValueError, match="meanwhile"), account.taking().quiet.suspended(account.found(), resume=True):
        raise ValueError("meanwhile")
    assert account.steps == [SUSPENDED[0], SUSPENDED[2], *RESUMED]


def test_all_instances_run_again() -> None:
    account = cluster()
    account.services["PROXY"].instances = 3
    with account.taking().quiet.suspended(account.found(), resume=True):
        pass
    assert account.services["PROXY"].status == "RUNNING"


def test_rolls_that_follow_mend_what_does_not_run_again_as_it_was() -> None:
    account = cluster()
    account.services |= {"BROKEN": Service(status="SUSPENDED")}
    account.services["ETCD"].needs = account.services["PROXY"].needs = ("NEVER",)
    account.services["NEVER"] = Service(owner="ANOTHER", status="SUSPENDED")
    for follow in (True, False):
        with suppress(RollError), account.taking().quiet.suspended(account.found(), resume=True, rolls_follow=follow):
            pass
        assert (account.services["PROXY"].status == "RUNNING") == follow


def test_what_is_parked_stays_so() -> None:
    account = cluster()
    with account.taking().quiet.suspended(account.found(), resume=False):
        pass
    assert account.steps == SUSPENDED
