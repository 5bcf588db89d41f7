"""Whether the images of a run can be built and pushed, asked before the first resource.

The plugin of Docker needs the daemon in a preview as well. The registry and the daemon's disk are asked about only
where an image is not in the stack's state.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from components.account_images import made_up
from components.docker_daemon import Daemon, DaemonError, is_here
from components.image_tag import PLATFORM, image_tag
from components.problems import Problem
from components.recorded_state import Recorded
from components.service_definitions import images_of
from components.settings import Settings

IMAGE, PUSHED = "docker:index/image:Image::", "pushed_image:PushedImage::"
# of a build of all images with their bases
ROOM = 4 * 2**30
SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # which Docker's clients reach without TLS


async def problems_of_delivery(
    settings: Settings, recorded: Recorded, environment: Mapping[str, str] | None = None
) -> list[Problem]:
    """Of the daemon, else of the registry. How little room there is, is a warning."""
    given = os.environ if environment is None else environment
    if not settings.builds or made_up(given):
        return []
    try:
        daemon = await asyncio.to_thread(Daemon(given).information)
    except DaemonError as error:
        return [_no_daemon(error)]
    if not is_here(given.get("DOCKER_HOST", "")) or not await asyncio.to_thread(_new_images, settings, recorded):
        return []
    _say_room(daemon or {})
    why = await asyncio.to_thread(_unreachable, settings.registry.host)
    return [_no_registry(settings.registry.host, why)] if why else []


def _new_images(settings: Settings, recorded: Recorded) -> bool:
    """Whether one has to be pushed that was not before."""
    built = [it for it in images_of(settings.services).values() if not it.image_reference]
    contexts = {(it.image, tuple(sorted(it.build_args.items()))) for it in built}
    there = {str(it.get("imageName")) for urn, it in recorded.items() if IMAGE in urn}
    pushed = {(it.get("image"), it.get("tag")) for urn, it in recorded.items() if PUSHED in urn}
    for image, build_args in contexts:
        context = Path("images") / image
        if not (context / "Dockerfile").is_file():  # said by who builds it
            continue
        tag = image_tag(context, "Dockerfile", dict(build_args), PLATFORM)
        name = f"{settings.registry.host}/{settings.storage.repository_path}/{image}:{tag}"
        if name not in there or (image, tag) not in pushed:
            return True
    return False


def _say_room(daemon: Mapping[str, Any]) -> None:
    directory = str(daemon.get("DockerRootDir") or "")
    try:
        free = shutil.disk_usage(directory).free if directory else ROOM
    except OSError:  # of a virtual machine
        return
    if free < ROOM:
        pulumi.log.warn(
            f"{directory}, where Docker keeps images, has {free / 2**30:.1f} GiB left; building may take "
            f"{ROOM / 2**30:.0f}. To do: docker system prune, or give it more room"
        )


def _unreachable(host: str) -> str:
    """Why the registry has no answer; any answer but of an error of its own will do, and so does a certificate that
    Docker may trust where Python does not."""
    scheme = "http" if host.rpartition(":")[0] in _LOOPBACK or host in _LOOPBACK else "https"
    try:
        with urllib.request.urlopen(f"{scheme}://{host}/v2/", timeout=SECONDS):  # noqa: S310 - http or https
            return ""
    except urllib.error.HTTPError as error:
        return f"it answers {error.code} {error.reason}" if error.code >= 500 else ""
    except (OSError, ValueError) as error:  # URLError among them
        reason = getattr(error, "reason", error)
        return "" if isinstance(reason, ssl.SSLCertVerificationError) else str(reason) or type(reason).__name__


def _no_daemon(error: DaemonError) -> Problem:
    return Problem(
        f"the Docker daemon at {error.where}",
        f"not answering: {error.why}",
        "one that answers, as images are built by it",
        "start Docker, or set DOCKER_HOST to where it is; images that were pushed before need none "
        "(imageSource: registry)",
    )


def _no_registry(host: str, why: str) -> Problem:
    return Problem(
        f"the image registry {host}",
        f"not to be reached: {why}",
        "a registry that answers, as there are images to push",
        "check milvus-spcs:registryHost (empty for the account's own), and the way there (VPN, proxy, firewall; "
        "https://status.snowflake.com); where Docker alone knows the way: pulumi config set preflight false",
    )
