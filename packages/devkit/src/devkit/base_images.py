"""The two base images, by `python -m devkit.bases`, which runs in the virtual environment."""

import shutil

from devkit import apt, download, progress
from devkit.bases.references import BaseImages
from devkit.bases.rootfs import APT_PACKAGES
from devkit.context import Context

IMAGE_REGISTRY = "https://registry-1.docker.io/v2/"


def ensure(context: Context) -> BaseImages:
    """Their references, once both are in Docker."""
    _ensure_packages(context)
    output = context.processes.run(
        context.step("base images"),
        "looking for them, or making them",
        [context.paths.python, "-m", "devkit.bases"],
        directory=context.paths.root,
        says_why=True,
        follow=progress.said,
    )
    return BaseImages.read(output)


def _ensure_packages(context: Context) -> None:
    """What the base images are made with, where that can be installed and an image registry does not answer."""
    if not shutil.which("debootstrap") and apt.can_install() and not download.answers(IMAGE_REGISTRY):
        apt.install(context, APT_PACKAGES, "the base images")
