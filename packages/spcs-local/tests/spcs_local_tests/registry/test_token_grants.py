"""The registry behind a real account: GRANT and REVOKE work at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.model.principal import Holder
from spcs_local_tests.administrator import USER_PASSWORD, execute
from spcs_local_tests.registry.conftest import served
from spcs_local_tests.registry.pusher import Pusher

MILVUS_USER = ("MILVUS_USER", USER_PASSWORD)
REPOSITORY = "IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO"


@pytest.fixture
def real_pusher(real_account: Account, binary: Path, tmp_path: Path) -> Iterator[Pusher]:
    """A registry client of that account."""
    with (
        served(binary, real_account.model, tmp_path) as registry,
        httpx.Client(base_url=f"http://{registry.host}", timeout=PATIENCE, trust_env=False) as http,
    ):
        yield Pusher(http)


def test_push_and_pull_follow_the_grants(real_account: Account, real_pusher: Pusher) -> None:
    assert real_pusher.push("milvus", "v1", who=MILVUS_USER).status_code == 401
    execute(real_account, f"USE ROLE SYSADMIN; GRANT WRITE ON {REPOSITORY} TO ROLE MILVUS_ROLE")
    assert real_pusher.push("milvus", "v1", who=MILVUS_USER).status_code == 201
    execute(
        real_account,
        f"USE ROLE SYSADMIN; REVOKE WRITE ON {REPOSITORY} FROM ROLE MILVUS_ROLE;"
        f"GRANT READ ON {REPOSITORY} TO ROLE MILVUS_ROLE",
    )
    assert real_pusher.push("milvus", "v2", who=MILVUS_USER).status_code == 401
    assert real_pusher.pull("milvus", "v1", who=MILVUS_USER).status_code == 200
    execute(real_account, "USE ROLE SYSADMIN; REVOKE USAGE ON SCHEMA MILVUS_DEMO.PUBLIC FROM ROLE MILVUS_ROLE")
    assert real_pusher.pull("milvus", "v1", who=MILVUS_USER).status_code == 401


def test_restricted_token_is_worth_its_role_alone(real_account: Account, real_pusher: Pusher) -> None:
    execute(
        real_account,
        f"USE ROLE SYSADMIN; GRANT WRITE ON {REPOSITORY} TO ROLE MILVUS_ROLE; USE ROLE SECURITYADMIN;"
        "CREATE ROLE LOW; GRANT ROLE LOW TO USER MILVUS_USER",
    )
    objects, make = real_account.model.objects, real_account.model.sign_in.access_tokens.make
    user = objects.find("USER", "MILVUS_USER")
    assert user is not None
    ids = {role.name: role.id for role in objects.list("ROLE")}
    for_low, for_high = (make(user.id, role, ids[role], 1) for role in ("LOW", "MILVUS_ROLE"))
    assert real_pusher.push("milvus", "v1", who=("MILVUS_USER", for_low)).status_code == 401
    assert real_pusher.push("milvus", "v1", who=("0sessiontoken", for_low)).status_code == 401
    assert real_pusher.push("milvus", "v1", who=("MILVUS_USER", for_high)).status_code == 201
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        real_pusher.push("milvus", "v2", who=("ADMIN", for_high))
    execute(real_account, "USE ROLE SECURITYADMIN; REVOKE ROLE MILVUS_ROLE FROM USER MILVUS_USER")
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        real_pusher.push("milvus", "v2", who=("MILVUS_USER", for_high))


def test_repository_of_quoted_names_has_nothing_of_the_one_that_is_spelled_so(
    real_account: Account, real_pusher: Pusher
) -> None:
    """It could see, pull and delete the other's images, as long as it could be made at all."""
    admin = ("ADMIN", json.loads((real_account.model.settings.home / "administrator.json").read_text())["password"])
    assert real_pusher.push("milvus", "v1", who=admin).status_code == 201
    execute(
        real_account,
        'CREATE DATABASE QUOTED; CREATE SCHEMA QUOTED."public"; CREATE IMAGE REPOSITORY QUOTED.PUBLIC.MILVUS_REPO',
    )
    for name in ('"public".R', 'PUBLIC."r"', 'PUBLIC."r/x"', 'PUBLIC."../x"', "PUBLIC.R_"):
        with pytest.raises(SnowflakeError, match="invalid value") as caught:
            execute(real_account, f"CREATE IMAGE REPOSITORY QUOTED.{name}")
        assert caught.value.code == "001008"
    # what cannot be made can be come by
    execute(real_account, 'ALTER DATABASE QUOTED RENAME TO "milvus_demo"')
    assert images(real_account, '"milvus_demo".PUBLIC.MILVUS_REPO') == []
    assert images(real_account, "MILVUS_DEMO.PUBLIC.MILVUS_REPO") == ["milvus"]
    execute(real_account, 'DROP DATABASE "milvus_demo"')
    assert real_pusher.pull("milvus", "v1", who=admin).status_code == 200


def test_images_go_with_their_repository_whatever_it_is_called(real_account: Account, real_pusher: Pusher) -> None:
    execute(real_account, f"USE ROLE SYSADMIN; GRANT WRITE ON {REPOSITORY} TO ROLE MILVUS_ROLE")
    assert real_pusher.push("milvus", "v1", who=MILVUS_USER).status_code == 201
    execute(
        real_account,
        "USE ROLE SYSADMIN; ALTER DATABASE MILVUS_DEMO RENAME TO BEFORE; CREATE DATABASE MILVUS_DEMO;"
        "CREATE IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO; GRANT USAGE ON DATABASE MILVUS_DEMO TO ROLE PUBLIC;"
        f"GRANT USAGE ON SCHEMA MILVUS_DEMO.PUBLIC TO ROLE PUBLIC; GRANT READ ON {REPOSITORY} TO ROLE PUBLIC",
    )
    assert real_pusher.pull("milvus", "v1", who=MILVUS_USER).status_code == 404
    before = real_pusher.elsewhere("before/public/milvus_repo")
    assert before.pull("milvus", "v1", who=MILVUS_USER).status_code == 200
    assert before.push("milvus", "v2", who=MILVUS_USER, content=b"more").status_code == 201
    assert images(real_account, "MILVUS_DEMO.PUBLIC.MILVUS_REPO") == []

    execute(real_account, "DROP IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO")
    assert images(real_account, "BEFORE.PUBLIC.MILVUS_REPO") == ["milvus", "milvus"]
    execute(real_account, "DROP DATABASE BEFORE; CREATE DATABASE BEFORE; CREATE IMAGE REPOSITORY MILVUS_REPO")
    assert images(real_account, "BEFORE.PUBLIC.MILVUS_REPO") == []


def images(account: Account, repository: str) -> list[str]:
    """The names of a repository's images."""
    administrator = account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    session = account.model.identity.session(Holder(administrator.id))
    result = account.execute(session, f"SHOW IMAGES IN IMAGE REPOSITORY {repository}")
    return [row[1] for row in result.rows]
