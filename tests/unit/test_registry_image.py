"""An image that was pushed before, as a component."""

from __future__ import annotations

import pulumi

from components.registry_image import RegistryImage, RegistryImageArgs
from tests.unit.recording import configure, record
from tests.unit.test_account_images import IMAGE, ONE


def reference_and_digest(*, check: bool) -> tuple[list[str], set[str]]:
    """Both, and which resources there are."""
    told: list[str] = []
    configure()

    def build() -> None:
        args = RegistryImageArgs(image=IMAGE, repository="MILVUS_REPO", role="STORER", check=check)
        image = RegistryImage("milvus", args)
        pulumi.Output.all(image.reference, image.digest).apply(told.extend)

    recording = record(build)
    return told, set(recording.of_type(":CheckedImage"))


def test_it_is_looked_for_before_it_is_named() -> None:
    assert reference_and_digest(check=True) == ([IMAGE.reference, ONE], {"milvus-checked"})


def test_it_is_taken_to_be_there_where_nobody_is_to_look() -> None:
    assert reference_and_digest(check=False) == ([IMAGE.reference, ONE], set())
