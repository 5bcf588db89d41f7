"""Any check of a right that is taken out of the account makes at least one case fail."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from spcs_local.services.owner_rights import OwnerRights
from spcs_local_tests.privileges.cases import Book, Case
from spcs_local_tests.privileges.in_process import LocalRun
from spcs_local_tests.privileges.mutation import ROOT, Site, sites, without

SITES = sites()
FEWEST = 80
Reached = dict[str, set[tuple[str, str, int]]]


def stage_is_read_only(run: LocalRun) -> bool:
    """That a service with READ alone mounts the stage read-only: no statement shows it."""
    account, prefix = run.account, run.words.prefix
    stage, role = (
        account.model.objects.find("DATABASE", f"{prefix}DEPOT"),
        account.model.objects.find("ROLE", f"{prefix}OTHER"),
    )
    assert stage is not None
    assert role is not None
    for word in ("DATABASE", "SCHEMA", "STAGE"):
        name = {"DATABASE": ("DEPOT",), "SCHEMA": ("DEPOT", "APP"), "STAGE": ("DEPOT", "APP", "FILES")}[word]
        found = account.model.objects.find_path(word, (f"{prefix}{name[0]}", *name[1:]))
        assert found is not None
        account.model.grants.add(found.id, "READ" if word == "STAGE" else "USAGE", role.id, "")
    requirements = OwnerRights(account.model, role.name, f"{prefix}DEPOT", "APP")
    return not requirements.require_stage("@FILES")[2]


def integration_is_usable(run: LocalRun) -> bool:
    """That a service whose owner lost USAGE on an integration gets nowhere by it: no statement shows it."""
    requirements = OwnerRights(run.account.model, f"{run.words.prefix}OTHER", f"{run.words.prefix}DEPOT", "APP")
    return requirements.usable([f"{run.words.prefix}GATE"]) == []


def endpoints_are_served(run: LocalRun) -> bool:
    """That nobody serves public endpoints who lost the privilege: the ingress asks for it, no statement."""
    return not OwnerRights(
        run.account.model, f"{run.words.prefix}OTHER", f"{run.words.prefix}DEPOT", "APP"
    ).binds_endpoints


PROBES: tuple[Callable[[LocalRun], bool], ...] = (stage_is_read_only, integration_is_usable, endpoints_are_served)


@pytest.fixture(scope="module")
def reached(local_run: LocalRun, book: Book) -> Reached:
    """Which functions of the account each case runs through."""
    files = {str(ROOT / site.path) for site in SITES}
    found: Reached = {}
    for case in book.cases:
        with _recorded(files) as functions:
            assert local_run.run(case).right
        found[case.key] = functions
    return found


def test_find_the_checks() -> None:
    assert len(SITES) >= FEWEST
    assert {site.path.split("/")[1] for site in SITES} == {"model", "kinds", "handlers", "services"}


def test_probes_hold(local_run: LocalRun) -> None:
    for probe in PROBES:
        with local_run.undone():
            assert probe(local_run)


@pytest.mark.parametrize("site", SITES, ids=str)
def test_notice_a_missing_check(site: Site, local_run: LocalRun, book: Book, reached: Reached) -> None:
    here = (str(ROOT / site.path), *site.functions[-1])
    through = [case for case in book.cases if here in reached[case.key]]
    # refusals first: a check that is gone lets through what must not be
    through.sort(key=lambda case: (case.outcome is None and not case.hides and not case.empty, len(reached[case.key])))
    with without(site):
        noticed = any(not _holds(local_run, case) for case in through) or any(
            not _probe_holds(local_run, probe) for probe in PROBES
        )
    assert noticed, f"{site}\nNone of {len(through)} cases that run through it fails without it: write one that does."


def _holds(run: LocalRun, case: Case) -> bool:
    try:
        return run.run(case).right
    except Exception:  # without the check even the set-up goes wrong
        return False


def _probe_holds(run: LocalRun, probe: Callable[[LocalRun], bool]) -> bool:
    with run.undone():
        return probe(run)
    return False


@contextmanager
def _recorded(files: set[str]) -> Iterator[set[tuple[str, str, int]]]:
    functions: set[tuple[str, str, int]] = set()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename in files:
            functions.add((code.co_filename, code.co_name, code.co_firstlineno))

    sys.setprofile(note)
    try:
        yield functions
    finally:
        sys.setprofile(None)
