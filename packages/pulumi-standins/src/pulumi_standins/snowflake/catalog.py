"""The resource types that are served."""

from __future__ import annotations

from pulumi_standins.snowflake.compute_pools import compute_pool
from pulumi_standins.snowflake.databases import database, schema
from pulumi_standins.snowflake.executes import Execute
from pulumi_standins.snowflake.grant_privileges import GrantPrivileges
from pulumi_standins.snowflake.grant_role import GrantAccountRole
from pulumi_standins.snowflake.image_repositories import image_repository
from pulumi_standins.snowflake.integrations import external_access_integration
from pulumi_standins.snowflake.network_rules import network_rule
from pulumi_standins.snowflake.resource import ResourceType
from pulumi_standins.snowflake.roles import AccountRole
from pulumi_standins.snowflake.secrets import BasicAuthentication
from pulumi_standins.snowflake.services import service
from pulumi_standins.snowflake.stages import stage
from pulumi_standins.snowflake.users import users
from pulumi_standins.snowflake.warehouses import warehouse


def types() -> dict[str, ResourceType]:
    """By token."""
    of_account = (AccountRole(), warehouse(), database(), compute_pool(), external_access_integration(), *users())
    of_schema = (schema(), image_repository(), stage(), network_rule(), BasicAuthentication(), service())
    others = (GrantAccountRole(), GrantPrivileges(), Execute())
    return {item.token: item for item in (*of_account, *of_schema, *others)}
