"""What is wrong with the account, said at preview in one message, before anything is made.

docs/preflight.md lists what is asked of the account, and when.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import pulumi
from pulumi.runtime import is_dry_run, register_stack_transformation

from components import session
from components.account_objects import Kind, find
from components.account_privileges import account_grants
from components.account_reader import AccountReader, told
from components.data_guard import problems_of_owners
from components.existing_lookup import look_up
from components.existing_objects import Found, assumed
from components.found_objects import FoundObject, problems_of_names
from components.image_delivery import problems_of_delivery
from components.instance_families import problems_of_families, say_what_goes
from components.missing_images import problems_of_images
from components.missing_privileges import problems_of_privileges
from components.missing_tags import problems_of_tags
from components.new_resources import Need, WatchedResource
from components.owners import OwnerNeeds
from components.problems import AccountError, DeliveryError, Problem
from components.recorded_state import Recorded, recorded_outputs
from components.session import Row
from components.settings import Settings
from components.sign_in_check import check_sign_in
from components.topology_change import problems_of_topology

T = TypeVar("T")
U = TypeVar("U")


class Preflight:
    """Of a run that asks the account nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def signed_in(self, needs: Mapping[str, OwnerNeeds]) -> Found:  # noqa: ARG002 - of those that ask
        """To be awaited before the first resource. Raises AccountError unless all roles can be signed in with, and what
        was there before can be used."""
        return assumed(self._settings)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Around the registration of all resources. Raises AccountError with what stands in the way of new ones."""
        yield


def begin(settings: Settings) -> Preflight:
    """Signs in, beside what comes next."""
    return AccountPreflight(settings) if settings.preflight else Preflight(settings)


class AccountPreflight(Preflight):
    """Of a run that asks. An update checks the sign-in, what was there before and instance families alone: before it
    came a preview, or somebody wanted none."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._connection, self._roles = settings.connection, settings.roles
        self._reader = AccountReader(partial(session.open_session, settings.connection))
        self._reader.sign_in(settings.connection.role)
        self._watched: list[WatchedResource] = []
        self._grants: Future[list[Row]] | None = None
        self._recorded: Recorded = {}

    async def signed_in(self, needs: Mapping[str, OwnerNeeds]) -> Found:
        goes_on = False
        try:
            checking = check_sign_in(self._reader, self._connection, self._roles.distinct)
            problems, self._recorded = await asyncio.gather(checking, recorded_outputs())
            of_owners = problems_of_owners(self._settings, self._recorded)
            _raise([*problems, *of_owners, *problems_of_topology(self._settings, self._recorded)])
            (found, of_existing), of_families, of_delivery, of_tags, of_images = await asyncio.gather(
                look_up(self._settings, needs, self._reader),
                problems_of_families(self._settings, self._recorded, self._reader),
                problems_of_delivery(self._settings, self._recorded),
                problems_of_tags(self._settings, self._reader),
                problems_of_images(self._settings, self._reader),
            )
            _raise([*of_existing, *of_families, *of_tags, *of_images], of_delivery)
            goes_on = is_dry_run()
        finally:
            if not goes_on:
                self._close()
        return found

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        if not is_dry_run():
            yield
            return
        register_stack_transformation(self._watch)
        try:
            yield
            problems = await self._problems()
        finally:
            self._close()
        _raise(problems)

    def _watch(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Transforms nothing."""
        watched = WatchedResource.of(args, self._connection.role)
        if watched is not None:
            self._watched.append(watched)

    async def _problems(self) -> list[Problem]:
        found, needs = await asyncio.gather(
            asyncio.gather(*(self._found(it) for it in self._watched)),
            asyncio.gather(*(self._needs(it) for it in self._watched)),
        )
        await say_what_goes(self._watched, self._recorded)
        of_names = await problems_of_names([it for it in found if it], self._recorded)
        return of_names + await self._missing([need for some in needs for need in some])

    async def _found(self, watched: WatchedResource) -> FoundObject | None:
        """What has the name of a new object. Nothing lies in a database or schema that is new itself."""
        if watched.made is None or not await watched.is_new() or await self._lies_in_new(watched.made.kind):
            return None
        name = await watched.name()
        row = await told(self._reader.ask(watched.role, partial(find, name=name)), None) if name else None
        return FoundObject(watched, watched.made, name, row) if name and row else None

    async def _lies_in_new(self, kind: Kind) -> bool:
        around = [it for it in self._watched if it.made and it.made.kind in kind.around]
        return any(await asyncio.gather(*(it.is_new() for it in around)))

    async def _needs(self, watched: WatchedResource) -> list[Need]:
        needs = watched.needs(self._roles) if await watched.is_new() else []
        if needs and self._grants is None:  # asked for with the first, beside everything else
            self._grants = self._reader.ask(self._connection.role, account_grants)
        return needs

    async def _missing(self, needs: Sequence[Need]) -> list[Problem]:
        nothing: list[Row] = []
        grants = await told(self._grants, nothing) if self._grants else nothing
        return await problems_of_privileges(needs, grants, self._reader.inherited) if grants else []

    def _close(self) -> None:
        """Nobody waits for the sign-outs but the end of the process."""
        threading.Thread(target=self._reader.close, name="sign-out").start()


def _raise(problems: Sequence[Problem], of_delivery: Sequence[Problem] = ()) -> None:
    if problems or of_delivery:
        raise (AccountError if problems else DeliveryError)([*problems, *of_delivery])
