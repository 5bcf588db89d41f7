"""Snowflake resources under the engine, by the stand-in or the real plugin, against an account in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devkit.testing.engine import Engine
from spcs_local_tests.running import RunningAccount, rows, run

PROGRAM = """
import json, pulumi, pulumi_snowflake as snowflake
settings = json.loads(pulumi.Config().require("settings"))
provider = snowflake.Provider("provider", role="ACCOUNTADMIN")
opts = pulumi.ResourceOptions(provider=provider, delete_before_replace=True)
role = snowflake.AccountRole("role", name="R", comment=settings.get("comment"), opts=opts)
user = snowflake.User("user", name="U", password=settings["password"], default_role=role.name, opts=opts)
snowflake.GrantAccountRole("member", role_name=role.name, user_name=user.name, opts=opts)
database = snowflake.Database("database", name="D", opts=opts)
rule = snowflake.NetworkRule("rule", name="N", database=database.name, schema="PUBLIC", type=settings["type"],
    mode=settings["mode"], value_lists=settings["values"], opts=opts)
snowflake.GrantPrivilegesToAccountRole("usage", account_role_name=role.name, privileges=settings["privileges"],
    on_account_object={"object_type": "DATABASE", "object_name": database.name}, opts=opts)
snowflake.Execute("execute", execute=settings["execute"], revert="DROP WAREHOUSE W", opts=opts)
pulumi.export("owner", rule.show_outputs[0].owner)
"""
SETTINGS: dict[str, Any] = {
    "password": "a-Password-of-U-1",
    "type": "HOST_PORT",
    "mode": "EGRESS",
    "values": ["0.0.0.0:80", "0.0.0.0:443"],
    "privileges": ["USAGE"],
    "execute": "CREATE WAREHOUSE W",
}


@dataclass(frozen=True)
class Stack:
    engine: Engine
    account: RunningAccount

    def configure(self, **changes: Any) -> None:
        self.engine.must("config", "set", "--secret", "settings", json.dumps({**SETTINGS, **changes}))

    def up(self) -> str:
        return self.engine.must("up", "--yes", "--skip-preview", "--diff")

    def unchanged(self) -> None:
        self.engine.must("preview", "--expect-no-changes")

    def rows(self, statement: str) -> list[dict[str, Any]]:
        return rows(self.account.connect(), statement)

    def names(self, plural: str) -> set[str]:
        return {row["name"] for row in self.rows(f"SHOW {plural}")}


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    with RunningAccount(tmp_path / "home") as running:
        yield running


@pytest.fixture
def stack(bare_engine: Engine, account: RunningAccount) -> Stack:
    (bare_engine.directory / "__main__.py").write_text(PROGRAM)
    bare_engine.environment.update(
        SNOWFLAKE_ORGANIZATION_NAME="LOCAL",
        SNOWFLAKE_ACCOUNT_NAME="DEV",
        SNOWFLAKE_USER="ADMIN",
        SNOWFLAKE_PASSWORD=account.password,
        SNOWFLAKE_HOST="127.0.0.1",
        SNOWFLAKE_PORT=str(account.port),
        SNOWFLAKE_PROTOCOL="http",
    )
    made = Stack(bare_engine, account)
    made.configure()
    return made


def test_up_refresh_and_destroy_leave_no_difference(stack: Stack) -> None:
    stack.up()
    stack.unchanged()
    assert "9 unchanged" in stack.engine.must("refresh", "--yes", "--skip-preview")
    stack.unchanged()
    assert json.loads(stack.engine.must("stack", "output", "--json")) == {"owner": "ACCOUNTADMIN"}
    stack.engine.must("destroy", "--yes", "--skip-preview")
    assert stack.names("ROLES").isdisjoint({"R"})
    assert stack.names("USERS") | stack.names("DATABASES") | stack.names("WAREHOUSES") == {"ADMIN"}


# one after the other: each is measured against what the one before has left
CHANGES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"comment": "other"}, "1 updated"),
    ({"values": ["example.org:8080"]}, "1 updated"),
    ({"privileges": ["MONITOR", "USAGE"]}, "1 updated"),
    ({"password": "Another-Password-2"}, "1 updated"),
    ({"type": "IPV4", "mode": "INGRESS", "values": ["10.0.0.1"]}, "1 replaced"),
    ({"execute": "CREATE WAREHOUSE W WAREHOUSE_SIZE = 'SMALL'"}, "1 replaced"),
)


def test_changes_touch_one_resource_each(stack: Stack) -> None:
    stack.up()
    settings: dict[str, Any] = {}
    for change, operation in CHANGES:
        settings |= change
        stack.configure(**settings)
        assert operation in stack.up(), change
    stack.unchanged()
    assert stack.rows("SHOW WAREHOUSES LIKE 'W'")[0]["size"] == "Small"


def test_change_from_outside_is_found_and_mended(stack: Stack) -> None:
    stack.up()
    run(
        stack.account.connect(),
        "ALTER NETWORK RULE D.PUBLIC.N SET VALUE_LIST = ('example.org:1')",
        "REVOKE USAGE ON DATABASE D FROM ROLE R",
        "DROP USER U",
    )
    stack.engine.must("refresh", "--yes", "--skip-preview")
    assert stack.engine.run("preview", "--expect-no-changes")[0] != 0
    stack.up()
    stack.unchanged()
    assert stack.rows("DESCRIBE NETWORK RULE D.PUBLIC.N")[0]["value_list"] == "0.0.0.0:80,0.0.0.0:443"
    assert "U" in stack.names("USERS")


def test_import_takes_what_is_there(stack: Stack) -> None:
    run(stack.account.connect(), "CREATE ROLE R COMMENT = 'by hand'")
    stack.configure(comment="by hand")
    program = PROGRAM.replace(
        'comment=settings.get("comment"), opts=opts)',
        'comment=settings.get("comment"), opts=pulumi.ResourceOptions(provider=provider, import_="R"))',
    )
    (stack.engine.directory / "__main__.py").write_text(program)
    assert "1 imported" in stack.up()
    stack.unchanged()


def test_failing_statement_tells_number_and_sentence_and_no_secret(stack: Stack) -> None:
    run(stack.account.connect(), "CREATE USER U")
    code, output = stack.engine.run("up", "--yes", "--skip-preview")
    assert code != 0
    assert "002002" in output
    assert "Object 'U' already exists." in output
    state = json.dumps(stack.engine.state())
    for secret in (SETTINGS["password"], stack.account.password):
        assert secret not in output
        assert secret not in state


def test_wrong_password_is_told(stack: Stack) -> None:
    stack.engine.environment["SNOWFLAKE_PASSWORD"] = "Wrong-Password-1"
    code, output = stack.engine.run("up", "--yes", "--skip-preview")
    assert code != 0
    assert "Incorrect username or password was specified" in output
    assert "Wrong-Password-1" not in output
