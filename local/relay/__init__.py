"""Carries SNOWFLAKE_HOST into the services' networks: TCP port 80 there, the account's unix socket here."""

from local.relay.relay import PORT, ensure_relay

__all__ = ["PORT", "ensure_relay"]
