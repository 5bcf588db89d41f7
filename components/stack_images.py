"""The images of a stack's services: built here, or pushed before."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import pulumi

from components.account_images import AccountImage, account_images, made_up
from components.providers import Providers
from components.registry_image import RegistryImage, RegistryImageArgs
from components.service_definitions import ImageDefinition, images_of
from components.settings import Settings
from components.storage import Storage

if TYPE_CHECKING:  # its SDK is imported for who builds alone
    from components.images import ServiceImage

    Image = ServiceImage | RegistryImage
Images = Mapping[str, "Image"]


def stack_images(settings: Settings, storage: Storage, providers: Providers) -> Images:
    """By their keys in `images_of`; none of one whose image is named and may have any digest. Each is there once, under
    the first of these keys."""
    there = account_images(settings)
    made: dict[Hashable, Image] = {}
    images: dict[str, Image] = {}
    for key, definition in images_of(settings.services).items():
        if definition.image_reference and key not in there:
            continue
        image = there.get(key)
        inputs = image or (definition.image, tuple(sorted(definition.build_args.items())))
        if inputs not in made:
            made[inputs] = (
                _pushed_before(key, image, settings, storage)
                if image
                else _built(key, definition, settings, storage, providers)
            )
        images[key] = made[inputs]
    return images


def image_outputs(settings: Settings, images: Images) -> dict[str, dict[str, pulumi.Output[str]]]:
    """Where each image is and which one it is, by their keys in `images_of`: for who pulls or promotes it."""
    host = settings.registry.host
    return {
        key: {
            "image": image.reference.apply(lambda reference: f"{host}{reference}"),
            # of an image that is built, behind its name
            "digest": image.digest.apply(lambda digest: (digest or "").rpartition("@")[2]),
        }
        for key, image in images.items()
    }


def _pushed_before(key: str, image: AccountImage, settings: Settings, storage: Storage) -> RegistryImage:
    repository = image.repository.parts[-1]
    own = repository is settings.storage.repository
    args = RegistryImageArgs(
        image=image,
        repository=storage.repository if own else repository,
        role=settings.roles.storage,
        check=not made_up(os.environ),
    )
    return RegistryImage(key, args)


def _built(
    key: str, definition: ImageDefinition, settings: Settings, storage: Storage, providers: Providers
) -> ServiceImage:
    from components.images import ServiceImage, ServiceImageArgs  # its SDK is imported for who builds alone

    args = ServiceImageArgs(
        image=definition.image,
        build_args=definition.build_args,
        registry=settings.registry,
        database=storage.database,
        schema=storage.schema,
        repository=storage.repository,
        role=settings.roles.storage,
        repository_path=settings.storage.repository_path,
        repository_url=storage.repository_url,
        docker=providers.docker,
    )
    return ServiceImage(key, args)
