"""The account's own containers: SNOWFLAKE_HOST carried to the services, and the gate that leads out."""

from spcs_local.containers.port import PART_LABEL
from spcs_local.relay.certificates import ensure_certificates
from spcs_local.relay.gateway_container import ensure_gate
from spcs_local.relay.relay import ensure_relay

__all__ = ["PART_LABEL", "ensure_certificates", "ensure_gate", "ensure_relay"]
