"""The account's own containers: SNOWFLAKE_HOST carried to the services, and the gate that leads out."""

from local.relay.gate import ensure_gate
from local.relay.relay import PORT, ensure_relay

__all__ = ["PORT", "ensure_gate", "ensure_relay"]
