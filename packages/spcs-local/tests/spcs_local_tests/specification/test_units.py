"""Quantities, as specifications write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spcs_local.specification.units import block_size, cpu, memory


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (memory, "512M", 512 * 10**6),
        (memory, "2G", 2 * 10**9),
        (memory, "512Mi", 512 * 2**20),
        (memory, "1.5Gi", 3 * 2**29),
        (cpu, "500m", 0.5),
        (cpu, "0.25", 0.25),
        (cpu, 2, 2.0),
        (block_size, "1Gi", 2**30),
        (block_size, "65536Gi", 2**46),
    ],
)
def test_quantity_is_read_with_its_unit(read: Callable[[object], float], text: object, value: float) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((memory, text) for text in ("512", "0Gi", "-1Gi", "1gi", "1 Gi", "1Ti", "", None, True)),
        *((cpu, text) for text in ("0", "0m", "-1", "1k", "m", "", True)),
        *((block_size, text) for text in ("0Gi", "1.5Gi", "100Mi", "65537Gi", "10")),
    ],
)
def test_quantity_that_is_none_is_refused(read: Callable[[object], float], text: object) -> None:
    with pytest.raises(ValueError, match=f"^'{text}' is no .*; allowed are "):
        read(text)
