"""Statements of the administrator, without a client."""

from __future__ import annotations

from spcs_local.account import Account
from spcs_local.model.principal import Holder

USER_PASSWORD = "Milvus-users-1"
GUIDE = """
USE ROLE USERADMIN;
CREATE ROLE MILVUS_ROLE;
CREATE USER MILVUS_USER PASSWORD = 'Milvus-users-1' DEFAULT_ROLE = MILVUS_ROLE DEFAULT_SECONDARY_ROLES = ('ALL');
USE ROLE SECURITYADMIN;
GRANT ROLE MILVUS_ROLE TO USER MILVUS_USER;
USE ROLE SYSADMIN;
CREATE DATABASE MILVUS_DEMO;
CREATE IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO;
GRANT USAGE ON DATABASE MILVUS_DEMO TO ROLE MILVUS_ROLE;
GRANT USAGE ON SCHEMA MILVUS_DEMO.PUBLIC TO ROLE MILVUS_ROLE;
"""


def execute(account: Account, statements: str) -> None:
    """Run statements, apart by semicolons, in one session of the administrator."""
    administrator = account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    session = account.model.identity.session(Holder(administrator.id))
    for statement in statements.split(";"):
        if statement.strip():
            account.execute(session, statement)
