"""The privileges that the stack grants by name; docs/privileges.md says what each is for."""

from __future__ import annotations

from collections.abc import Mapping

Privileges = tuple[str, ...]
# by what of the storage they are on; https://docs.snowflake.com/en/sql-reference/sql/create-service#access-control-requirements
STORAGE_TO_OWNERS: Mapping[str, Privileges] = {
    "database": ("USAGE",),
    "schema": ("USAGE", "CREATE SERVICE"),
    "warehouse": ("USAGE",),
    "repository": ("READ",),
}
# to the owners whose services mount the one, come from the other, or hold what is exported to the third
STAGES_TO_OWNERS: Mapping[str, Privileges] = {
    "files-stage": ("READ", "WRITE"),
    "spec-stage": ("READ",),
    "data-stage": ("READ", "WRITE"),
}
# what a service role needs beside it
STORAGE_TO_USERS: Mapping[str, Privileges] = {"database": ("USAGE",), "schema": ("USAGE",)}
# none stands for all, in the guide's wording
GUIDE_TO_USERS: Mapping[str, Privileges] = {
    "database": (),
    "schema": (),
    "warehouse": (),
    "files-stage": ("READ", "WRITE"),
}
# USAGE to put services in, MONITOR to see why one waits, OPERATE to have a suspended pool wake for it
POOL_TO_OWNERS: Privileges = ("USAGE", "MONITOR", "OPERATE")
SECRET_TO_OWNERS: Privileges = ("READ",)  # of services that get it as files
INTEGRATION_TO_OWNERS: Privileges = ("USAGE",)
ACCOUNT_TO_OWNERS: Privileges = ("BIND SERVICE ENDPOINT",)  # of public endpoints
