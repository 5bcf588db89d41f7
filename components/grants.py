"""Grants of privileges to roles, as pure argument building over one resource type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_snowflake as snowflake

from components.full_name import quoted
from components.sql import Existing

Grant = snowflake.GrantPrivilegesToAccountRole


@dataclass(frozen=True)
class On:
    """What privileges are on, as the provider has it; `existing` if it was there before."""

    arguments: Mapping[str, Any]
    existing: bool


def on_account() -> On:
    return On({"on_account": True}, existing=True)


def on_account_object(kind: str, name: pulumi.Input[str]) -> On:
    args = snowflake.GrantPrivilegesToAccountRoleOnAccountObjectArgs(object_type=kind, object_name=quoted(name))
    return On({"on_account_object": args}, isinstance(name, Existing))


def on_schema(database: pulumi.Input[str], schema: pulumi.Input[str]) -> On:
    args = snowflake.GrantPrivilegesToAccountRoleOnSchemaArgs(schema_name=quoted(database, schema))
    return On({"on_schema": args}, isinstance(schema, Existing))


def on_schema_object(kind: str, *name: pulumi.Input[str]) -> On:
    args = snowflake.GrantPrivilegesToAccountRoleOnSchemaObjectArgs(object_type=kind, object_name=quoted(*name))
    return On({"on_schema_object": args}, isinstance(name[-1], Existing))


def grant(
    name: str,
    role: pulumi.Input[str],
    on: On,
    opts: pulumi.ResourceOptions,
    privileges: Sequence[str] = (),
) -> Grant | None:
    """Grants the named privileges, or all of them when none is named.

    None between a role and an object that were both there before: destroy would take back what others rely on.
    """
    if on.existing and isinstance(role, Existing):
        return None
    which: dict[str, Any] = {"privileges": list(privileges)} if privileges else {"all_privileges": True}
    return Grant(name, account_role_name=role, opts=opts, **which, **on.arguments)


def made(grants: Mapping[str, Grant | None]) -> dict[str, Grant]:
    """Without those that are not made."""
    return {key: it for key, it in grants.items() if it is not None}
