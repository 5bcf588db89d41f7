"""Everything that one run of the account is made of, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.applications import Starlette

from spcs_local import ingress, services
from spcs_local.account import Account, Part
from spcs_local.app import build_app
from spcs_local.page import page_routes
from spcs_local.registry import RegistryPort, open_registry, token_route
from spcs_local.routes.guard import HostGuard
from spcs_local.services import ServiceRuntime
from spcs_local.services.launch import account_host
from spcs_local.settings import Settings


@dataclass(frozen=True)
class Composition:
    """The account with its registry, its services and the two applications that serve them."""

    account: Account
    registry: RegistryPort
    runtime: ServiceRuntime
    app: Starlette
    ingress_app: Starlette

    def start(self) -> None:
        """Start what runs beside the applications."""
        self.registry.start()
        self.runtime.start()

    def stop(self) -> None:
        """Stop it again; containers go on."""
        self.runtime.stop()
        self.registry.stop()
        self.account.close()


def compose(settings: Settings) -> Composition:
    """Put the account together; ports of `settings` are the bound ones."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    registry = open_registry(
        adapter=settings.adapter,
        home=settings.home,
        port=settings.registry_port,
        account_port=settings.account_port,
    )
    settings = replace(settings, registry_port=registry.port)
    part = Part(services.MIGRATIONS, services.KINDS, services.HANDLERS, services.FUNCTIONS)
    account = Account(settings, [part])
    account.registry = registry
    runtime = ServiceRuntime(account)
    account.runtime = runtime
    app = build_app(account, [token_route(account, registry), *page_routes(account)])
    app.add_middleware(HostGuard, account_host=account_host(settings))
    return Composition(account, registry, runtime, app, ingress.build_app(account, runtime))
