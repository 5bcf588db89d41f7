"""Grants of privileges to the stack's own roles, as pure argument building over one resource type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_snowflake as snowflake

On = dict[str, Any]


def on_account() -> On:
    return {"on_account": True}


def on_account_object(kind: str, name: pulumi.Input[str]) -> On:
    return {
        "on_account_object": snowflake.GrantPrivilegesToAccountRoleOnAccountObjectArgs(
            object_type=kind, object_name=quoted(name)
        )
    }


def on_schema(database: pulumi.Input[str], schema: pulumi.Input[str]) -> On:
    return {
        "on_schema": snowflake.GrantPrivilegesToAccountRoleOnSchemaArgs(schema_name=quoted(database, schema)),
    }


def on_schema_object(kind: str, *name: pulumi.Input[str]) -> On:
    return {
        "on_schema_object": snowflake.GrantPrivilegesToAccountRoleOnSchemaObjectArgs(
            object_type=kind, object_name=quoted(*name)
        )
    }


def quoted(*parts: pulumi.Input[str]) -> pulumi.Output[str]:
    """The full name as the provider wants it, `"DB"."SCHEMA"."NAME"`, known at preview when its parts are."""
    return pulumi.Output.all(*parts).apply(lambda names: ".".join(f'"{name}"' for name in names))


def grant(
    name: str,
    role: pulumi.Input[str],
    on: On,
    opts: pulumi.ResourceOptions,
    privileges: Sequence[str] = (),
) -> snowflake.GrantPrivilegesToAccountRole:
    """Grants the named privileges, or all of them when none is named."""
    which: On = {"privileges": list(privileges)} if privileges else {"all_privileges": True}
    return snowflake.GrantPrivilegesToAccountRole(name, account_role_name=role, opts=opts, **which, **on)
