"""The kinds of object of the account itself; services bring theirs."""

from spcs_local.model import (
    databases,
    integrations,
    network_rules,
    repositories,
    roles,
    secret_objects,
    stages,
    users,
    warehouses,
)
from spcs_local.model.kinds import Kind

KINDS: tuple[Kind, ...] = (
    roles.KIND,
    users.KIND,
    warehouses.KIND,
    databases.DATABASE,
    databases.SCHEMA,
    repositories.KIND,
    stages.KIND,
    network_rules.KIND,
    secret_objects.KIND,
    integrations.EXTERNAL_ACCESS,
    integrations.SECURITY,
    integrations.ANY,
)
