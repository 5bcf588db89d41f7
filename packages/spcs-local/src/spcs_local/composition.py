"""Everything that one run of the account is made of, put together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.applications import Starlette

from spcs_local import ingress
from spcs_local.account import Account
from spcs_local.app import build_app
from spcs_local.containers.engines import open_containers
from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.handlers import standard
from spcs_local.kinds.standard import KINDS
from spcs_local.model.account_model import AccountModel
from spcs_local.page import page_routes
from spcs_local.registry import Registry, RegistryPort, front, open_registry, token_route
from spcs_local.relay import NetworkHolders
from spcs_local.routes.guard import HostGuard
from spcs_local.services import names
from spcs_local.services.control.controller import Controller
from spcs_local.services.functions.calling import ServiceFunctions
from spcs_local.services.ingress_targets import IngressTargets
from spcs_local.services.kinds.table import KINDS as SERVICE_KINDS
from spcs_local.services.operations import Services
from spcs_local.services.reachability import Reachability
from spcs_local.services.records.schema import MIGRATIONS as SERVICE_MIGRATIONS
from spcs_local.services.statements import table
from spcs_local.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Composition:
    """The account with its registry, its services and the applications that serve them."""

    model: AccountModel
    account: Account
    registry: RegistryPort
    containers: ContainerPort
    controller: Controller
    called: ServiceFunctions
    reachability: Reachability
    targets: IngressTargets
    app: Starlette
    ingress_app: Starlette
    registry_app: Starlette | None

    def start(self) -> None:
        """Start what runs beside the applications."""
        self.registry.start()
        self.controller.start()

    def stop(self) -> None:
        """Stop it again; containers go on."""
        self.called.stop()
        self.controller.stop()
        self.registry.stop()
        self.account.language.engine.close()
        self.model.close()


def compose(settings: Settings, containers: ContainerPort | None = None) -> Composition:
    """Put the account together; ports of `settings` are the bound ones. Without `containers` the settings name them."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    registry = open_registry(
        adapter=settings.adapter,
        home=settings.home,
        port=settings.registry_port,
        account_port=settings.account_port,
    )
    settings = replace(settings, registry_port=registry.port)
    containers = containers or open_containers(settings)
    if settings.adapter == "docker":
        _check_filter(settings, containers)
    model, account, services, called, reachability = assemble(settings, registry, containers)
    targets = IngressTargets(services, reachability)
    app = build_app(account, [token_route(model, registry), *page_routes(account)])
    app.add_middleware(HostGuard, account_host=settings.host)
    return Composition(
        model=model,
        account=account,
        registry=registry,
        containers=containers,
        controller=Controller(model, containers, reachability),
        called=called,
        reachability=reachability,
        targets=targets,
        app=app,
        ingress_app=ingress.build_app(model, targets),
        registry_app=front.build_app(model, registry) if isinstance(registry, Registry) else None,
    )


def _check_filter(settings: Settings, containers: ContainerPort) -> None:
    """Raise SettingsError where services could not be kept apart."""
    behaviour, name = settings.behaviour, f"{names.prefix(settings.id)}-trial"
    directory = settings.home.resolve() / "filter"
    NetworkHolders.ready(behaviour.relayImage, directory, open_to_all=behaviour.openServices).try_out(containers, name)


def _opening(containers: ContainerPort) -> Callable[[Path], None]:
    """Opens files that containers wrote; where that cannot be, they stay closed to this user, and the log says why."""

    def open_up(directory: Path) -> None:
        try:
            containers.open_up(directory)
        except ContainerError as error:
            _LOG.warning("%s", error)

    return open_up


def assemble(
    settings: Settings, registry: RegistryPort, containers: ContainerPort
) -> tuple[AccountModel, Account, Services, ServiceFunctions, Reachability]:
    """The account without what serves it: rules, statements, and what these want of services."""
    kinds = (*KINDS, *SERVICE_KINDS)
    model = AccountModel(settings, registry, kinds, SERVICE_MIGRATIONS, _opening(containers))
    services, reachability = Services(model, containers), Reachability(model.clock)
    handlers = {**standard.HANDLERS, **table.handlers(services)}
    functions = {**standard.FUNCTIONS, **table.functions(services)}
    called = ServiceFunctions(services, reachability)
    tables = standard.TABLES | table.tables(services)
    account = Account(model, kinds, handlers, functions, tables, called.named)
    return model, account, services, called, reachability
