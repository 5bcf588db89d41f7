"""SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS.

https://docs.snowflake.com/en/sql-reference/sql/show-user-workload-identity-authentication-methods
"""

from __future__ import annotations

import json

from spcs_local.handlers.call import Call, on, registered
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.statements.rules.users import ShowWorkloadIdentities

_SHOWN = (
    ResultColumn("name"),
    ResultColumn("type"),
    ResultColumn("comment"),
    ResultColumn("last_used", "TIMESTAMP_LTZ"),
    ResultColumn("created_on", "TIMESTAMP_LTZ"),
    ResultColumn("additional_info"),
)
# what the property WORKLOAD_IDENTITY is called: the page has the user's name, the provider's tests on accounts this one
# https://github.com/snowflakedb/terraform-provider-snowflake/blob/main/pkg/testacc/resource_service_user_wif_acceptance_test.go
_NAME = "DEFAULT"


def _show(call: Call[ShowWorkloadIdentities]) -> Result:
    user = call.user(call.statement.for_user)
    if not call.access.is_self(user):
        call.access.require(user, "MONITOR")
    found = call.model.workload_identities.of(user.id)
    if found is None:
        return Result(_SHOWN)
    more = {"issuer": found.issuer, "subject": found.subject, "audienceList": found.audiences}
    return Result(_SHOWN, [[_NAME, "OIDC", None, found.last_used, found.created_on, json.dumps(more)]])


HANDLERS = registered(on(ShowWorkloadIdentities, _show))
