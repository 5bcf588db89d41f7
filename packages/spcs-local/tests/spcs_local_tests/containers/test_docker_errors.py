"""What goes wrong with the Engine is told of its subject."""

from __future__ import annotations

import pytest
import requests
from docker.errors import APIError, DockerException

from spcs_local.containers.docker_errors import reported
from spcs_local.containers.port import ContainerError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (APIError("409", explanation="name is taken"), "container x: name is taken"),
        (DockerException("no socket"), r"container x: Docker does not answer \(no socket\)"),
        (requests.exceptions.ReadTimeout("slow"), r"container x: Docker does not answer \(slow\)"),
    ],
)
def test_report_names_the_subject(error: Exception, said: str) -> None:
    with pytest.raises(ContainerError, match=f"^{said}$"), reported("container x"):
        raise error


def test_report_leaves_other_errors_alone() -> None:
    with pytest.raises(ZeroDivisionError), reported("container x"):
        raise ZeroDivisionError
