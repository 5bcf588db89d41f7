"""Any check of a right that is taken out of the account makes at least one case fail."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from spcs_local.model.identifiers import parse_name
from spcs_local.model.principal import Holder
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.records.store import Store
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


def services_reach_nothing_of_strangers(run: LocalRun) -> bool:
    """That a service of another owner's reaches no endpoint, nor by a service role without USAGE on the schema:
    connections ask for it, no statement."""
    model, prefix = run.account.model, run.words.prefix
    path, role = parse_name(run.words.value("DEPOT.APP.DISK")), model.objects.find("ROLE", f"{prefix}OTHER")
    found = model.objects.find_path("SERVICE", path.parts) if path else None
    assert found is not None
    assert role is not None
    rights = OwnerRights(model, role.name, f"{prefix}DEPOT", "APP")
    return not any(rights.reaches(found, holders) for holders in ([], [role.id]))


def volumes_hide_what_is_not_ones_own(run: LocalRun) -> bool:
    """That MONITOR on a service tells nothing of its stages and snapshots: no instance runs whose volumes show."""
    account, administrator = run.account, run.account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    session = account.model.identity.session(Holder(administrator.id))
    for statement in VOLUMES:
        account.execute(session, run.words.sql(statement))
    path = parse_name(run.words.value("DEPOT.APP.FRESH"))
    found = account.model.objects.find_path("SERVICE", path.parts) if path else None
    assert found is not None
    store = Store(account.model.catalog)
    row = store.service(found.id)
    assert row is not None
    store.add_instance(found.id, 0, row.revision, {"main": ""})
    shown = account.execute(session, run.words.sql("SHOW SERVICE VOLUMES IN SERVICE DEPOT.APP.FRESH"))
    (*_, stage, _, _, _), (*_, snapshot, _, _) = sorted(shown.rows, key=lambda line: str(line[3]), reverse=True)
    return all(str(told).startswith("SQL access control error") for told in (stage, snapshot))


VOLUMES = (
    "USE ROLE KEEPER",
    'CREATE SNAPSHOT DEPOT.APP.PAST FROM SERVICE DEPOT.APP.DISK VOLUME "data" INSTANCE 0',
    """CREATE SERVICE DEPOT.APP.FRESH IN COMPUTE POOL NODES FROM SPECIFICATION $$
    spec:
      containers:
      - {name: main, image: THE_IMAGE, volumeMounts: [{name: s, mountPath: /s}, {name: b, mountPath: /b}]}
      volumes:
      - {name: s, source: stage, stageConfig: {name: "@DEPOT.APP.FILES"}}
      - {name: b, source: block, size: 4Gi, blockConfig: {initialContents: {fromSnapshot: DEPOT.APP.PAST}}}
    $$""",
    "GRANT MONITOR ON SERVICE DEPOT.APP.FRESH TO ROLE OTHER",
    "GRANT ROLE OTHER TO USER ME",
    "USE ROLE ACCOUNTADMIN",
    "GRANT MANAGE GRANTS ON ACCOUNT TO ROLE OTHER",
    "USE ROLE OTHER",
    "USE SECONDARY ROLES NONE",
)
PROBES: tuple[Callable[[LocalRun], bool], ...] = (
    stage_is_read_only,
    integration_is_usable,
    endpoints_are_served,
    services_reach_nothing_of_strangers,
    volumes_hide_what_is_not_ones_own,
)


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
