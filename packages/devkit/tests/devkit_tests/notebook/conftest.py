"""A Jupyter server that plays a script, behind the local account's ingress."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from devkit_tests.notebook.fake_jupyter import FakeJupyter
from spcs_local_tests.ingress.served import Ingress, served
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubEndpoint
from spcs_local_tests.serving import serve

NOTEBOOKS = {
    "TestMilvus.ipynb": ["print one", "", "show 'two'", "print Answer: Alan Turing"],
    "folder/Bad.ipynb": ["print one", "raise no milvus", "print never"],
    "Dies.ipynb": ["die"],
    "Hangs.ipynb": ["hang"],
    "Closes.ipynb": ["close"],
    "Empty.ipynb": [""],
}


@pytest.fixture
def ingress() -> Iterator[Ingress]:
    with served() as found:
        yield found


@pytest.fixture
def jupyter(ingress: Ingress) -> Iterator[FakeJupyter]:
    """The service behind the ingress."""
    fake = FakeJupyter(NOTEBOOKS)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        serve(fake.app(), listener, ws="websockets-sansio") as port,
    ):
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", port))
        yield fake


@pytest.fixture
def url(ingress: Ingress) -> str:
    """The notebook's URL as the stack exports it."""
    return f"{JUPYTER_HOST.split(':')[0]}:{ingress.port}"
