"""Rows of services, as they are written and read again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.services.records.rows import Revision
from spcs_local.services.records.store import Store
from spcs_local.services.states import ContainerStatus, ServiceStatus
from spcs_local.specification import parse
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import PLAIN, SPEC, create

OTHER = Revision(SPEC, parse(SPEC), {"main": "demo/app/repo/image@sha256:1"}, "other")


@pytest.fixture
def store(world: RunningAccount, owner: SnowflakeConnection) -> Store:
    """Of an account with one service, which nothing has looked at."""
    create(owner, spec=PLAIN)
    return Store(world.account.model.catalog)


def test_revision_travels_parsed(store: Store) -> None:
    [before] = store.services()
    assert before.revision.specification == parse(PLAIN)
    store.revise(before.id, OTHER)
    after = store.service(before.id)
    assert after == replace(before, revision=OTHER, upgrading=True)
    assert store.in_pool(before.pool_id) == [after]


def test_conclusion_counts_for_what_it_was_drawn_from_alone(store: Store) -> None:
    [seen] = store.services()
    store.set_service(seen.id, suspended=1, status=ServiceStatus.SUSPENDING)
    store.conclude(seen, status=ServiceStatus.RUNNING)
    [found] = store.services()
    assert found.status == ServiceStatus.SUSPENDING
    store.conclude(found, status=ServiceStatus.SUSPENDED)
    assert store.services()[0].status == ServiceStatus.SUSPENDED


def test_instance_has_containers_and_an_address_that_none_had_lately(store: Store) -> None:
    [service] = store.services()
    addresses = []
    for _ in range(2):
        store.add_instance(service.id, 0, service.revision, {"main": "Waiting"})
        [instance] = store.instances(service.id)
        [container] = store.containers(service.id, 0)
        assert (instance.placed, container.name, container.message) == (False, "main", "Waiting")
        addresses.append(instance.address)
        store.remove_instance(instance)
        assert (store.instances(service.id), store.containers(service.id)) == ([], [])
    assert addresses[1] == addresses[0] + 1


def test_container_that_crashed_is_tried_as_for_the_first_time(store: Store) -> None:
    [service] = store.services()
    store.add_instance(service.id, 0, service.revision, dict.fromkeys(("main", "side"), ""))
    main, side = store.containers(service.id)
    failed = {"status": ContainerStatus.FAILED, "next_look": 9.0}
    store.set_container(main, crashes=5, **failed)
    store.set_container(side, crashes=0, **failed)
    store.try_again(service.id)
    assert [(row.crashes, row.status, row.next_look) for row in store.containers(service.id)] == [
        (0, ContainerStatus.PENDING, 0.0),
        (0, ContainerStatus.FAILED, 9.0),
    ]
