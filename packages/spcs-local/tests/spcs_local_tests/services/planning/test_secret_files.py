"""Secrets in containers: as variables, and as files that follow the secret."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.world import PLAIN, containers_of, create, settle

SPEC = f"""{PLAIN}
      secrets:
        - {{snowflakeSecret: login, envVarName: LOGIN_NAME, secretKeyRef: username}}
        - {{snowflakeSecret: {{objectName: demo.app.login}}, envVarName: LOGIN_WORD, secretKeyRef: PASSWORD}}
        - {{snowflakeSecret: {{objectName: login}}, directoryPath: /secrets/login}}
        - {{snowflakeSecret: DEMO.APP.WORD, directoryPath: /secrets/word}}
"""


@pytest.fixture
def secrets(world: RunningAccount) -> None:
    """Two of them, which OWNER may read."""
    run(
        world.connect(role="ACCOUNTADMIN"),
        "CREATE SECRET DEMO.APP.LOGIN TYPE = PASSWORD USERNAME = 'ada' PASSWORD = 'hush-1'",
        "CREATE SECRET DEMO.APP.WORD TYPE = GENERIC_STRING SECRET_STRING = 'hush-2'",
        "GRANT READ ON SECRET DEMO.APP.LOGIN TO ROLE OWNER",
        "GRANT READ ON ALL SECRETS IN SCHEMA DEMO.APP TO ROLE OWNER",
    )


def files(world: RunningAccount) -> dict[str, str]:
    """What the container sees below /secrets, which it cannot write to."""
    [spec] = containers_of(world).specs.values()
    mounts = [mount for mount in spec.mounts if mount.target.startswith("/secrets/")]
    assert all(mount.read_only for mount in mounts)
    return {
        f"{mount.target}/{path.name}": path.read_text()
        for mount in mounts
        for path in (world.home / mount.source).iterdir()
    }


@pytest.mark.usefixtures("secrets")
def test_container_gets_its_secrets(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=SPEC)
    settle(world)
    [spec] = containers_of(world).specs.values()
    assert {"LOGIN_NAME": "ada", "LOGIN_WORD": "hush-1"}.items() <= dict(spec.environment).items()
    assert files(world) == {
        "/secrets/login/username": "ada",
        "/secrets/login/password": "hush-1",
        "/secrets/word/secret_string": "hush-2",
    }


@pytest.mark.usefixtures("secrets")
def test_files_follow_a_secret_while_it_may_be_read(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    create(owner, spec=SPEC)
    settle(world)
    run(admin, "ALTER SECRET DEMO.APP.WORD SET SECRET_STRING = 'hush-3'")
    settle(world, 1)
    assert files(world)["/secrets/word/secret_string"] == "hush-3"
    run(admin, "REVOKE READ ON SECRET DEMO.APP.WORD FROM ROLE OWNER")
    run(admin, "ALTER SECRET DEMO.APP.WORD SET SECRET_STRING = 'hush-4'")
    settle(world, 1)
    assert files(world)["/secrets/word/secret_string"] == "hush-3"
    run(owner, "DROP SERVICE SVC")
    settle(world, 2)
    assert list((world.home / "secrets").iterdir()) == []


@pytest.mark.usefixtures("secrets")
def test_create_refuses_a_secret_that_does_not_fit(owner: SnowflakeConnection) -> None:
    for entry, told in (
        ("{snowflakeSecret: login, envVarName: X, secretKeyRef: secret_string}", "has no 'secret_string'"),
        ("{snowflakeSecret: login, envVarName: X}", "needs 'secretKeyRef'"),
        ("{snowflakeSecret: login, directoryPath: /s, secretKeyRef: username}", "is for secrets with 'envVarName'"),
        ("{snowflakeSecret: login}", "either 'envVarName' or 'directoryPath'"),
        ("{snowflakeSecret: {objectReference: r}, directoryPath: /s}", "is for native apps"),
        ("{snowflakeSecret: 'a b', directoryPath: /s}", "is no name of a secret"),
        ("{snowflakeSecret: login, envVarName: '1=', secretKeyRef: username}", "envVarName"),
    ):
        spec = f"{PLAIN}\n      secrets: [{entry}]\n"
        number, _, text = error_of(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$")
        assert (number, told in text) == (395018, True), text
