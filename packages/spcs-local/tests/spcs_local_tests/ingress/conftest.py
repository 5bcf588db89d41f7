"""A served ingress for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local_tests.ingress.served import Ingress, served


@pytest.fixture
def ingress() -> Iterator[Ingress]:
    """Two services, JUPYTER and OTHER, both open to MILVUS_ROLE."""
    with served() as found:
        yield found
