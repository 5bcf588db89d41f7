"""Public endpoints of services, by host name, for those whom a service role lets in."""

from spcs_local.ingress.app import build_app, server_options

__all__ = ["build_app", "server_options"]
