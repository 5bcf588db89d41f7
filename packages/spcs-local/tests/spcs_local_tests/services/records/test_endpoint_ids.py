"""Ids of endpoints: the same for as long as there is one of the name."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local.services.records.endpoint_ids import EndpointIds
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import create


def test_id_stays_with_its_name(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    [service] = world.account.model.objects.list("SERVICE")
    ids = EndpointIds(world.account.model.catalog, "local-dev")
    first = ids.ids(service.id)
    ids.keep(service.id, ["web", "more"])
    second = ids.ids(service.id)
    assert (set(first), set(second), second["web"]) == ({"web"}, {"web", "more"}, first["web"])
    assert ids.find(ids.label(second["more"]).upper()) == (service.id, "more")
    ids.keep(service.id, ["more"])
    assert ids.find(ids.label(first["web"])) is None
    ids.keep(service.id, ["web"])
    assert ids.ids(service.id)["web"] != first["web"]
