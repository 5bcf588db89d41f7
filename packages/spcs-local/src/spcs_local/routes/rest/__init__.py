"""Snowflake's REST API: each request is a statement, or a few, so that rules and log are those of SQL.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/reference
"""

from spcs_local.routes.rest.routes import RestRoutes

__all__ = ["RestRoutes"]
