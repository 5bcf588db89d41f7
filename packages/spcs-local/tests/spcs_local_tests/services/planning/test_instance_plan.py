"""What containers are made with: networks, environment, token, mounts."""

from __future__ import annotations

import stat
from pathlib import Path

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job, status
from spcs_local_tests.services.world import (
    OUT,
    PAIR,
    VOLUMES,
    containers_of,
    create,
    described,
    policy,
    running,
    settle,
)


def test_containers_share_the_first_ones_network(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PAIR)
    settle(world)
    port = containers_of(world)
    first, second = port.specs[running(port, "first")], port.specs[running(port, "second")]
    assert (second.namespace_of, second.networks) == (first.name, ())
    assert described(owner)["dns_name"] in first.networks[0].aliases


def test_container_gets_environment_and_token(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    spec = containers_of(world).specs[running(containers_of(world))]
    assert {"SNOWFLAKE_ACCOUNT": "LOCALDEV", "SNOWFLAKE_DATABASE": "DEMO", "GREETING": "hello"}.items() <= dict(
        spec.environment
    ).items()
    token = world.home / "tokens" / str(world.account.model.objects.list("SERVICE")[0].id) / "token"
    assert str(token.parent) in [mount.source for mount in spec.mounts if mount.target == "/snowflake/session"]
    assert stat.S_IMODE(token.stat().st_mode) == 0o644
    service = world.connect(
        user="", authenticator="oauth", token=token.read_text(), enable_server_session_keep_alive_auto_detection=False
    )
    assert rows(service, "SELECT CURRENT_ROLE() AS ROLE, CURRENT_USER() AS NAME") == [{"role": "OWNER", "name": "SVC"}]


def test_container_gets_its_token_where_and_as_it_asks(world: RunningAccount, owner: SnowflakeConnection) -> None:
    spec = PAIR.replace('/image:1"}', '/image:1", @}')
    first, second = "mountSessionToken: false", 'sessionTokenConfig: {path: /run/token, permission: "0600"}'
    create(owner, spec=spec.replace("@", first, 1).replace("@", second, 1))
    settle(world)
    port = containers_of(world)
    targets = {
        name: {mount.target: mount.source for mount in port.specs[running(port, name)].mounts}
        for name in ("first", "second")
    }
    assert targets["first"] == {}
    assert list(targets["second"]) == ["/run/token"]
    token = Path(targets["second"]["/run/token"]) / "token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert token.read_text() == (token.parents[1] / "token").read_text()
    for config, told in (
        ("mountSessionToken: false, sessionTokenConfig: {path: /t}", "needs 'mountSessionToken'"),
        ('sessionTokenConfig: {permission: "0600"}', "needs 'path'"),
        ('sessionTokenConfig: {path: /t, permission: "0999"}', "permission"),
    ):
        spec = f"{{spec: {{containers: [{{name: main, image: /demo/app/repo/image:1, {config}}}]}}}}"
        assert told in error_of(owner, f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$")[2]


def test_volumes_are_mounted_by_their_kind(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=VOLUMES)
    settle(world)
    port = containers_of(world)
    spec = port.specs[running(port)]
    kinds = {mount.target: mount.kind for mount in spec.mounts}
    assert kinds == {"/files": "bind", "/scratch": "volume", "/quick": "tmpfs", "/snowflake/session": "bind"}
    stage = world.account.model.objects.find_path("STAGE", ("DEMO", "APP", "FILES"))
    assert stage is not None
    assert spec.mounts[0].source == str(world.account.model.stages.directory(stage).resolve())
    assert spec.mounts[0].below == "dir"
    assert (spec.cpus, spec.memory_bytes) == (port.host.cpus, 2**30)
    run(owner, "ALTER SERVICE SVC SUSPEND")
    settle(world)
    assert port.volumes == set()


def test_stage_is_mounted_read_only_without_write(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "REVOKE WRITE ON STAGE DEMO.APP.FILES FROM ROLE OWNER")
    create(owner, spec=VOLUMES)
    settle(world)
    spec = containers_of(world).specs[running(containers_of(world))]
    assert {mount.target: mount.read_only for mount in spec.mounts}["/files"]


def test_replicas_know_their_share(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner, "REPLICAS = 2")
    settle(world)
    shares = [
        (port.specs[name].environment["SNOWFLAKE_JOBS_COUNT"], port.specs[name].environment["SNOWFLAKE_JOB_INDEX"])
        for name in names_of(port)
    ]
    assert shares == [("2", "0"), ("2", "1")]
    port.crash(names_of(port)[1], 0)
    settle(world)
    instances = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE JOB")
    assert [row["status"] for row in instances] == ["READY", "SUCCEEDED"]
    assert status(owner) == "RUNNING"


def test_job_without_replicas_is_told_no_share(world: RunningAccount, owner: SnowflakeConnection) -> None:
    start_job(owner)
    settle(world)
    [spec] = containers_of(world).specs.values()
    assert spec.one_shot
    assert not [name for name in spec.environment if name.startswith("SNOWFLAKE_JOB")]


def test_service_is_on_the_network_without_a_way_out_alone(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options=OUT)
    settle(world)
    port = containers_of(world)
    [spec] = port.specs.values()
    assert [port.networks[attachment.network] for attachment in spec.networks] == [True]
    assert spec.networks[0].address == next(iter(policy(world)["rules"]))
