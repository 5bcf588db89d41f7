"""What runs: crashes, missing images, several containers, environment and mounts."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerSpec
from spcs_local.relay import PART_LABEL
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import PLAIN, SPEC, containers_of, create, described, restart, settle

PAIR = """
spec:
  containers:
    - {name: first, image: "/demo/app/repo/image:1"}
    - {name: second, image: "/demo/app/repo/image:1"}
"""
VOLUMES = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      volumeMounts:
        - {name: files, mountPath: /files}
        - {name: scratch, mountPath: /scratch}
        - {name: quick, mountPath: /quick}
      resources: {requests: {cpu: 1}, limits: {cpu: 64, memory: 1Gi}}
  volumes:
    - {name: files, source: stage, stageConfig: {name: "@FILES/dir"}}
    - {name: scratch, source: local}
    - {name: quick, source: memory, size: 1Gi}
"""


def shown(connection: SnowflakeConnection, name: str = "main") -> dict[str, Any]:
    """A container's row of SHOW SERVICE CONTAINERS."""
    found = rows(connection, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    return next(row for row in found if row["container_name"] == name)


def running(port: MemoryContainers, name: str = "main") -> str:
    """The engine's name of a container."""
    return next(known for known in port.specs if known.endswith(f"-{name}"))


def test_crashed_container_starts_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PLAIN)
    settle(world)
    port = containers_of(world)
    port.write(running(port), "last words")
    port.crash(running(port), 3)
    settle(world, 1)
    row = shown(owner)
    assert (row["status"], row["restart_count"], row["last_exit_code"]) == ("READY", 1, 3)
    previous = "SELECT SYSTEM$GET_SERVICE_LOGS('SVC', 0, 'main', 10, true)"
    assert next(iter(rows(owner, previous)[0].values())) == "last words"


def test_container_fails_after_crashes_in_a_row(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    port.not_ready.add(running(port))
    statuses = []
    for _ in range(5):
        port.crash(running(port), 1)
        settle(world, 1)
        statuses.append(shown(owner)["status"])
    assert statuses == ["PENDING"] * 4 + ["FAILED"]
    assert described(owner)["status"] == "FAILED"
    port.not_ready.clear()
    settle(world)
    assert described(owner)["status"] == "RUNNING"


def test_failed_upgrade_is_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    digest = world.account.model.registry.resolve("demo/app/repo/broken", "1")
    containers_of(world).missing_images.add(f"{world.account.model.registry.host}/demo/app/repo/broken@{digest}")
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('image:1', 'broken:1')}$$")
    settle(world)
    service = described(owner)
    assert (service["status"], service["is_upgrading"]) == ("FAILED", "false")
    assert shown(owner)["message"].startswith("Failed to pull image")


def test_create_refuses_an_image_that_is_not_there(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.account.model.registry, "resolve", lambda _path, _tag: None)
    number, state, text = error_of(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert (number, state) == (395018, "22023")
    assert "Failed to retrieve image /demo/app/repo/image:1" in text
    assert rows(owner, "SHOW SERVICES") == []


def test_containers_share_the_first_ones_network(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PAIR)
    settle(world)
    port = containers_of(world)
    first, second = port.specs[running(port, "first")], port.specs[running(port, "second")]
    assert (second.namespace_of, second.networks) == (first.name, ())
    assert described(owner)["dns_name"] in first.networks[0].aliases


def test_second_container_follows_a_crash_of_the_first(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PAIR)
    settle(world)
    port = containers_of(world)
    before = port.specs[running(port, "second")]
    port.crash(running(port, "first"), 1)
    settle(world, 1)
    assert port.specs[running(port, "second")] is not before
    assert {shown(owner, name)["status"] for name in ("first", "second")} == {"READY"}


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
        ("sessionTokenConfig: {path: /t, mountConnectionConfig: true}", "not supported by the local account"),
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


def test_restarted_account_adopts_running_containers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    before = dict(port.specs)
    restart(world)
    settle(world)
    assert port.specs == before
    assert (described(owner)["status"], shown(owner)["restart_count"]) == ("RUNNING", 0)


def test_started_account_takes_away_what_a_kill_left(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    before = set(port.specs)
    port.run(ContainerSpec(name="the-gate", image="x", labels={PART_LABEL: "gate"}))
    port.run(ContainerSpec(name="made-for-a-moment", image="x"))
    restart(world)
    assert set(port.specs) == before | {"the-gate"}


def test_dropped_service_gives_its_name_free_when_it_has_ended(
    world: RunningAccount, owner: SnowflakeConnection
) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    old = running(port)
    run(owner, "DROP SERVICE SVC")
    create(owner)
    world.composition.controller.services.reconcile(world.account.model.objects.list("SERVICE")[0].id)
    assert list(port.specs) == [old]
    settle(world)
    assert old not in port.specs
    assert described(owner)["status"] == "RUNNING"


def test_volume_of_a_service_that_is_dropped_while_it_is_made_goes_too(
    world: RunningAccount,
    owner: SnowflakeConnection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop, ensure = world.composition.controller, MemoryContainers.ensure_volume

    def dropped(port: MemoryContainers, name: str) -> None:
        run(owner, "DROP SERVICE SVC FORCE")
        loop._look()
        loop._running[0].result()  # of the sweep
        ensure(port, name)

    create(owner, spec=VOLUMES)
    monkeypatch.setattr(MemoryContainers, "ensure_volume", dropped)
    (service,) = world.account.model.objects.list("SERVICE")
    loop._look()
    loop._running[service.id].result()
    settle(world)
    port = containers_of(world)
    assert (port.volumes, port.specs) == (set(), {})
    assert [record for record in caplog.records if record.name == "spcs_local.services.control.controller"] == []


@pytest.mark.parametrize(
    ("another", "expected"), [("RESUME", "PENDING"), (f"FROM SPECIFICATION $${PLAIN}$$", "SUSPENDING")]
)
def test_statement_while_a_service_is_suspended_counts(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch, another: str, expected: str
) -> None:
    create(owner)
    settle(world)
    remove = MemoryContainers.remove

    def slow(*arguments: Any, **options: Any) -> None:
        remove(*arguments, **options)
        run(owner, f"ALTER SERVICE SVC {another}")

    run(owner, "ALTER SERVICE SVC SUSPEND")
    monkeypatch.setattr(MemoryContainers, "remove", slow)
    world.composition.controller.services.reconcile(world.account.model.objects.list("SERVICE")[0].id)
    assert described(owner)["status"] == expected


def test_stage_is_mounted_read_only_without_write(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "REVOKE WRITE ON STAGE DEMO.APP.FILES FROM ROLE OWNER")
    create(owner, spec=VOLUMES)
    settle(world)
    spec = containers_of(world).specs[running(containers_of(world))]
    assert {mount.target: mount.read_only for mount in spec.mounts}["/files"]


def test_stage_that_is_gone_is_said(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=VOLUMES)
    run(world.connect(role="ACCOUNTADMIN"), "DROP STAGE DEMO.APP.FILES")
    settle(world)
    assert "Stage 'DEMO.APP.FILES' does not exist" in shown(owner)["message"]


def test_container_that_is_not_alive_starts_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PLAIN + "      livenessProbe: {port: 80, path: /, failureThreshold: 2}\n")
    settle(world)
    port = containers_of(world)
    before = port.specs[running(port)]
    port.not_ready.add(running(port))
    settle(world, 1)
    assert port.specs[running(port)] is before
    settle(world, 1)
    assert port.specs[running(port)] is not before
    assert (shown(owner)["restart_count"], shown(owner)["last_exit_code"]) == (1, 137)


def test_service_without_visits_is_suspended(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="AUTO_SUSPEND_SECS = 1")
    settle(world, 8)
    assert described(owner)["status"] == "SUSPENDED"
