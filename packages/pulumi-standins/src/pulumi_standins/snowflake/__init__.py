"""A stand-in for the snowflake provider plugin: a table of resource types and the SQL they send."""
