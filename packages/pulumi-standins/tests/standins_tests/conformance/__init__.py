"""One suite over the snowflake plugin and its stand-in: the same requests, and what each answers and sends."""
