"""The embedded local account: a Snowflake account that unmodified clients take for real."""
