"""Who may use an endpoint: https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services

The service's owner always may. Anyone else needs a service role that includes the endpoint, and USAGE on its database
and schema. Primary and secondary roles count alike.
"""

from __future__ import annotations

from spcs_local.ingress.ports import Account, Endpoint
from spcs_local.model.identifiers import Name
from spcs_local.model.principal import Principal


def may_use(account: Account, principal: Principal, endpoint: Endpoint) -> bool:
    """Whether the endpoint is open to the principal, as the grants stand now."""
    roles = account.roles_of(principal)
    if endpoint.owner_role in roles:
        return True
    return bool(roles & endpoint.granted_roles) and _reaches_schema(account, principal, endpoint)


def _reaches_schema(account: Account, principal: Principal, endpoint: Endpoint) -> bool:
    database = Name((endpoint.database,))
    schema = Name((endpoint.database, endpoint.schema))
    return all(
        account.has_privilege(principal, "USAGE", kind, str(name))  # which ownership includes
        for kind, name in (("DATABASE", database), ("SCHEMA", schema))
    )
