"""The HTTP routes that Snowflake clients speak."""
