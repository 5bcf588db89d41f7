"""Bytes that vectors take: in memory once they are loaded, and on the disk, by the index of their field.

Where a formula is from stands beside it. None has the fields beside the vector, or Milvus' own process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

EXPLAINED = "https://milvus.io/docs/index-explained.md"
DISK_INDEX = "https://milvus.io/docs/disk_index.md"
SIZING = "https://milvus.io/tools/sizing"
SEGMENT = 512 * 2**20  # of Milvus 2.3, which has a table of centroids in each
CENTROIDS = 128  # nlist, as Milvus has it left out
EDGES = 30  # M, as Milvus has it left out; on the lowest level each vector has twice as many
DISK_EDGES = 56  # MaxDegree
CODE_BITS = 8  # nbits: a code is a byte
_FLOAT, _ID, _OFFSET = 4, 4, 8  # bytes


@dataclass(frozen=True)
class Vectors:
    """How many there are, of how many dimensions, of `element` bytes each."""

    rows: int
    dim: int
    element: int = _FLOAT

    @property
    def raw(self) -> int:
        """As they were inserted."""
        return self.rows * self.dim * self.element

    @property
    def centroids(self) -> int:
        """Those of all segments, with the lists of who belongs to each."""
        return ceil(self.raw / SEGMENT) * CENTROIDS * self.dim * _FLOAT + self.rows * _OFFSET

    @property
    def codes(self) -> int:
        """How many parts a vector has in IVF_PQ: the most up to an eighth of its dimensions that divide them."""
        return next(parts for parts in range(max(self.dim // 8, 1), 0, -1) if self.dim % parts == 0)


@dataclass(frozen=True)
class IndexSize:
    """Bytes in memory, and of the index' files."""

    memory: int
    files: int


@dataclass(frozen=True)
class Index:
    """`formula` says in words what `size` counts."""

    size: Callable[[Vectors], IndexSize]
    formula: str
    source: str


def _flat(vectors: Vectors) -> IndexSize:
    return IndexSize(vectors.raw, 0)


def _ivf_flat(vectors: Vectors) -> IndexSize:
    return _both(vectors.raw + vectors.centroids)


def _ivf_sq8(vectors: Vectors) -> IndexSize:
    return _both(vectors.rows * vectors.dim + vectors.centroids)


def _ivf_pq(vectors: Vectors) -> IndexSize:
    table = ceil(vectors.raw / SEGMENT) * 2**CODE_BITS * vectors.dim * _FLOAT
    return _both(vectors.rows * vectors.codes + table + vectors.centroids)


def _hnsw(vectors: Vectors) -> IndexSize:
    return _both(vectors.raw + vectors.rows * EDGES * 2 * _ID)


def _diskann(vectors: Vectors) -> IndexSize:
    files = vectors.raw + vectors.rows * DISK_EDGES * _ID
    return IndexSize(ceil(files * Fraction(1, 4)), files)


def _both(size: int) -> IndexSize:
    return IndexSize(size, size)


INDEXES: Mapping[str, Index] = {
    "FLAT": Index(_flat, "rows times dimensions times bytes of an element", SIZING),
    "IVF_FLAT": Index(_ivf_flat, f"the vectors, 8 bytes a row, {CENTROIDS} centroids a segment", EXPLAINED),
    "IVF_SQ8": Index(
        _ivf_sq8, f"a byte for each dimension of a row, 8 bytes a row, {CENTROIDS} centroids a segment", EXPLAINED
    ),
    "IVF_PQ": Index(
        _ivf_pq,
        "a byte for each of a row's parts, an eighth of its dimensions, 8 bytes a row, tables and "
        f"{CENTROIDS} centroids a segment",
        EXPLAINED,
    ),
    "HNSW": Index(_hnsw, f"the vectors, and 2 times {EDGES} edges of 4 bytes a row", EXPLAINED),
    "DISKANN": Index(
        _diskann,
        "a quarter of its files, as Milvus counts it when it loads; these have the vectors and "
        f"{DISK_EDGES} edges of 4 bytes a row",
        DISK_INDEX,
    ),
}
