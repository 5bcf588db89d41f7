"""The account's own containers: SNOWFLAKE_HOST carried to the services, and the gate that leads out."""

from local.relay.certificates import ensure_certificates
from local.relay.gate import ensure_gate
from local.relay.parts import PART_LABEL
from local.relay.relay import ensure_relay

__all__ = ["PART_LABEL", "ensure_certificates", "ensure_gate", "ensure_relay"]
