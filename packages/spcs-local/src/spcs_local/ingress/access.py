"""Who may use an endpoint: https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services

The service's owner always may. Anyone else needs a service role that includes the endpoint, and USAGE on its database
and schema. Primary and secondary roles count alike.
"""

from __future__ import annotations

from spcs_local.ingress.ports import Account, Endpoint
from spcs_local.model.principal import Principal
from spcs_local.model.reach import reaches


def may_use(account: Account, principal: Principal, endpoint: Endpoint) -> bool:
    """Whether the endpoint is open to the principal, as the grants stand now."""
    roles = account.roles_of(principal)
    if endpoint.owner_role in roles:
        return True
    return bool(roles & endpoint.granted_roles) and reaches(account, principal, endpoint.database, endpoint.schema)
