"""The Engine's refusals and silence, in the port's own terms."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import requests
from docker.errors import APIError, DockerException

from spcs_local.containers.port import ContainerError


@contextlib.contextmanager
def reported(subject: str) -> Iterator[None]:
    """Whatever goes wrong within is a `ContainerError` that names its subject."""
    try:
        yield
    except APIError as error:
        raise ContainerError(f"{subject}: {error.explanation or error}") from error
    except (DockerException, requests.exceptions.RequestException) as error:
        raise ContainerError(f"{subject}: Docker does not answer ({error})") from error
