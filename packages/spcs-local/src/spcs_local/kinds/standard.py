"""The kinds of object of the account itself; services bring theirs."""

from spcs_local.kinds import (
    databases,
    integrations,
    network_rules,
    repositories,
    roles,
    secrets,
    security_integrations,
    stages,
    tags,
    users,
    warehouses,
)
from spcs_local.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    roles.KIND,
    users.KIND,
    warehouses.KIND,
    databases.DATABASE,
    databases.SCHEMA,
    repositories.KIND,
    stages.KIND,
    network_rules.KIND,
    secrets.KIND,
    tags.KIND,
    integrations.EXTERNAL_ACCESS,
    security_integrations.KIND,
    integrations.ANY,
)
