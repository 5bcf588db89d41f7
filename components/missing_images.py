"""Images that were pushed before, as far as they are not in the account or are others there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from functools import partial

import pulumi

from components.account_images import AccountImage, Digests, account_images, digests_in, made_up, problem, unseen
from components.account_objects import ObjectName
from components.account_reader import AccountReader, told
from components.problems import Problem
from components.settings import Settings

_NOT_TOLD: Digests = {}


async def problems_of_images(settings: Settings, reader: AccountReader) -> list[Problem]:
    """One for each image. Each repository is asked once."""
    wanted = [] if made_up(os.environ) else list(dict.fromkeys(account_images(settings).values()))
    repositories = dict.fromkeys(image.repository for image in wanted)
    answers = await asyncio.gather(*(_of_repository(it, wanted, settings, reader) for it in repositories))
    return [found for answer in answers for found in answer]


async def _of_repository(
    repository: ObjectName, wanted: Sequence[AccountImage], settings: Settings, reader: AccountReader
) -> list[Problem]:
    role = settings.roles.storage
    name = ".".join(part.quoted for part in repository.parts)
    found = await told(reader.ask(role, partial(digests_in, repository=name)), _NOT_TOLD)
    if found is _NOT_TOLD:
        return []
    images = [image for image in wanted if image.repository == repository]
    if found is not None:
        return [it for image in images if (it := problem(image, found, pulumi.get_stack()))]
    if repository.parts[-1] is not settings.storage.repository:
        return [unseen(repository, role)]
    _say_what_comes(repository, images)
    return []


def _say_what_comes(repository: ObjectName, images: Sequence[AccountImage]) -> None:
    """Nothing is in a repository that the run makes: it is made, and the images are asked for behind it."""
    names = ", ".join(image.reference for image in images)
    pulumi.log.warn(
        f"{repository} is not there yet, and neither are {names}: up makes it, and stops before the services with what "
        "to push (docs/environments.md)"
    )
