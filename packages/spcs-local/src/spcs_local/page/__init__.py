"""The account's own page: what a person would otherwise ask with ten SHOWs, live and read-only."""

from spcs_local.page.routes import page_routes

__all__ = ["page_routes"]
