"""Bytes of vectors by index, compared with what is published of each and with what was measured."""

from __future__ import annotations

import pytest

from components.index_sizes import INDEXES, Vectors

MILLION = Vectors(1_000_000, 128)  # the example of https://milvus.io/docs/index-explained.md
MB = 10**6


@pytest.mark.parametrize(
    ("index", "memory", "files"),
    [
        ("FLAT", 512, 0),
        ("IVF_FLAT", 520, 520),
        ("IVF_SQ8", 136, 136),
        ("IVF_PQ", 24, 24),
        ("HNSW", 752, 752),
        ("DISKANN", 184, 736),
    ],
)
def test_take_what_their_formula_says(index: str, memory: int, files: int) -> None:
    found = INDEXES[index].size(MILLION)
    assert (found.memory / MB, found.files / MB) == pytest.approx((memory, files), rel=0.02)


def test_have_a_source_each() -> None:
    assert all(it.source.startswith("https://milvus.io/") and it.formula for it in INDEXES.values())


def test_take_half_of_halves_where_the_vectors_are_kept() -> None:
    halves = Vectors(1_000_000, 128, 2)
    assert INDEXES["FLAT"].size(halves).memory == INDEXES["FLAT"].size(MILLION).memory // 2
    assert INDEXES["IVF_SQ8"].size(halves).memory <= INDEXES["IVF_SQ8"].size(MILLION).memory


@pytest.mark.parametrize(("dim", "codes"), [(384, 48), (128, 16), (7, 1), (100, 10), (127, 1)])
def test_have_codes_that_divide_the_dimensions(dim: int, codes: int) -> None:
    assert Vectors(1, dim).codes == codes
