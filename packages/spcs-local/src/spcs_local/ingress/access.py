"""Who may use an endpoint: https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services

The service's owner always may. Anyone else needs a service role that includes the endpoint, and USAGE on its database
and schema. Primary and secondary roles count alike.
"""

from __future__ import annotations

from spcs_local.ingress.ports import Account, Endpoint
from spcs_local.model.principal import Principal
from spcs_local.model.reach import out_of_reach

ANY_ROLE = "<a role of the user>"


def missing_grants(account: Account, principal: Principal, endpoint: Endpoint) -> list[str]:
    """What would open the endpoint to the principal, as the grants stand now; nothing for who may use it."""
    roles = account.roles_of(principal)
    if endpoint.owner_role in roles:
        return []
    entering = sorted(roles & endpoint.granted_roles)
    role = entering[0] if entering else ANY_ROLE
    unreached = out_of_reach(account, principal, endpoint.database, endpoint.schema)
    service_role = [] if entering else [f"GRANT SERVICE ROLE {endpoint.service}!ALL_ENDPOINTS_USAGE TO ROLE {role}"]
    return [*service_role, *(f"GRANT USAGE ON {kind} {name} TO ROLE {role}" for kind, name in unreached)]
