"""The account's own containers: SNOWFLAKE_HOST for the services, the gate that leads out, holders of networks."""

from spcs_local.containers.port import PART_LABEL
from spcs_local.relay.certificates import ensure_certificates
from spcs_local.relay.gateway_container import ensure_gate
from spcs_local.relay.network_holder import NetworkHolders
from spcs_local.relay.relay import ensure_relay

__all__ = ["PART_LABEL", "NetworkHolders", "ensure_certificates", "ensure_gate", "ensure_relay"]
