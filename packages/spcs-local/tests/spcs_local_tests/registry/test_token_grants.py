"""The registry behind a real account: GRANT and REVOKE work at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from devkit.testing.waiting import PATIENCE
from spcs_local.account import Account
from spcs_local.registry import Registry, token_route
from spcs_local_tests.administrator import USER_PASSWORD, execute
from spcs_local_tests.registry.pusher import Pusher
from spcs_local_tests.serving import serve

MILVUS_USER = ("MILVUS_USER", USER_PASSWORD)
REPOSITORY = "IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO"


@pytest.fixture
def real_pusher(real_account: Account, binary: Path, tmp_path: Path) -> Iterator[Pusher]:
    """A registry client of that account."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        registry = Registry(binary=binary, home=tmp_path, port=0, account_port=listener.getsockname()[1])
        with (
            serve(Starlette(routes=[token_route(real_account.model, registry)]), listener),
            httpx.Client(base_url=f"http://{registry.host}", timeout=PATIENCE, trust_env=False) as http,
        ):
            registry.start()
            yield Pusher(http)
            registry.stop()


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
