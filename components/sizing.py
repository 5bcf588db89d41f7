"""`python -m components.sizing --rows N --dim N --index INDEX`: memory, disk and the family to take for a collection.

`make size ROWS=… DIM=… INDEX=…` calls it. Nothing is asked of an account.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from components.container_resources import resources
from components.index_sizes import INDEXES, SEGMENT, Vectors
from components.node_sizes import NODE_SIZES, SOURCE
from components.prices import CREDITS, EFFECTIVE
from components.problems import Problem, SettingsError
from components.settings_table import Table

GIB = 2**30
QUEUE = "https://milvus.io/docs/configure_rocksmq.md"
# images/milvus/Dockerfile: loading over that share of the limit is refused
LOADED_SHARE = 70
# of a standalone Milvus without a collection, with etcd and the queue in its process; 0.1 GiB were seen at rest
PROCESS = GIB // 2
ELEMENTS = {"float32": 4, "float16": 2}  # bytes
SMALLEST_VOLUME = int(Table.MILVUS_VOLUME.default)
MOST_ROWS, MOST_DIMENSIONS, MOST_FIELDS, MOST_REPLICAS = 10**11, 32_768, 10**6, 100


@dataclass(frozen=True)
class Wanted:
    """A collection: `fields` are bytes of a row beside its vector."""

    vectors: Vectors
    index: str
    fields: int
    replicas: int


@dataclass(frozen=True)
class Size:
    """Bytes: of what is loaded, the limit of the container that holds it, and of the volume."""

    loaded: int
    limit: int
    disk: int


def main(arguments: Sequence[str]) -> int:
    """What stands in the way ends with 2."""
    options = _parser().parse_args(arguments)
    try:
        wanted = _wanted(options)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n".join(report(wanted)))
    return 0


def size(wanted: Wanted) -> Size:
    """Of one replica in memory, and of all on the disk."""
    vectors, found = wanted.vectors, INDEXES[wanted.index].size(wanted.vectors)
    fields = vectors.rows * wanted.fields
    loaded = found.memory + fields
    # 1/16 of the limit is a segment at most, and what is loaded lies twice until it is there
    limit = ceil((loaded + PROCESS + min(SEGMENT, loaded)) * 100 / LOADED_SHARE)
    return Size(loaded, limit, 2 * (vectors.raw + fields) + found.files)


def family(limit: int) -> str | None:
    """The cheapest without a GPU on which Milvus' limit is that much, or None."""
    enough = [
        name
        for name, node in NODE_SIZES.items()
        if name in CREDITS
        and not name.startswith("GPU")
        and resources(node, {}, whole_node=True).memory_limit * 2**20 >= limit
    ]
    return min(enough, key=lambda name: CREDITS[name], default=None)


def report(wanted: Wanted) -> Iterator[str]:
    """The lines about it."""
    vectors, index, found = wanted.vectors, INDEXES[wanted.index], size(wanted)
    kind = next(name for name, bytes_ in ELEMENTS.items() if bytes_ == vectors.element)
    yield f"{vectors.rows:,} rows of {vectors.dim} dimensions of {kind}, {wanted.index}, {wanted.fields} bytes beside"
    yield ""
    yield f"loaded  {_gib(found.loaded)}: {index.formula}; and the bytes beside ({index.source})"
    yield f"limit   {_gib(found.limit)}: that, {_gib(PROCESS)} for Milvus itself and a segment that is being loaded,"
    yield f"        which are {LOADED_SHARE} % of it: beyond, Milvus loads nothing (docs/services.md)"
    yield f"disk    {_gib(found.disk)}: twice what was inserted, since compaction writes before it removes, and the"
    yield f"        index' files; the queue beside them keeps what was written in the last days ({QUEUE})"
    yield from _family(found)
    if wanted.replicas > 1:
        yield f"nodes   {wanted.replicas} query nodes of that limit: each holds one replica, which takes a cluster"


def _family(found: Size) -> Iterator[str]:
    name = family(found.limit)
    if name is None:
        largest = max(resources(it, {}, whole_node=True).memory_limit for it in NODE_SIZES.values()) // 1024
        yield f"family  none: the largest has {largest} GiB for Milvus. To do: a cluster, another index, or fewer rows"
        return
    node = NODE_SIZES[name]
    limit = resources(node, {}, whole_node=True).placeholders()["memory_limit"]
    yield f"family  {name}: {node.cpus} vCPU and {node.memory_gib} GiB, {limit} of them Milvus' ({SOURCE}),"
    yield f"        the cheapest that is enough, {CREDITS[name]} credits an hour as of {EFFECTIVE}"
    yield ""
    yield f"pulumi config set --path milvus-spcs:pools.milvus.instanceFamily {name}"
    yield f"pulumi config set milvus-spcs:milvusVolumeGi {max(ceil(found.disk / GIB), SMALLEST_VOLUME)}"


def _gib(count: int) -> str:
    return f"{ceil(count / GIB * 10) / 10:.1f} GiB"


def _wanted(options: argparse.Namespace) -> Wanted:
    """Raises SettingsError with all that is wrong."""
    problems: list[Problem] = []

    def number(name: str, least: int, most: int) -> int:
        text = getattr(options, name)
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        allowed = f"a whole number from {least} to {most}"
        problems.append(_wrong(name, text, allowed))
        return least

    found = Wanted(
        Vectors(number("rows", 1, MOST_ROWS), number("dim", 1, MOST_DIMENSIONS), ELEMENTS[options.element]),
        options.index.upper(),
        number("fields", 0, MOST_FIELDS),
        number("replicas", 1, MOST_REPLICAS),
    )
    if found.index not in INDEXES:
        allowed = f"one of {', '.join(INDEXES)}"
        problems.append(_wrong("index", options.index, allowed))
    if problems:
        raise SettingsError(problems)
    return found


def _wrong(name: str, text: str, allowed: str) -> Problem:
    return Problem(name.upper(), repr(text) if text else None, allowed, f"make size {name.upper()}=<value> …")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.sizing", description=__doc__)
    parser.add_argument("--rows", default="", help="how many vectors")
    parser.add_argument("--dim", default="", help="their dimensions")
    parser.add_argument("--index", default="", help=", ".join(INDEXES))
    parser.add_argument("--fields", default="8", help="bytes of a row beside its vector; 8, a key, when it is left out")
    parser.add_argument("--replicas", default="1", help="how often it is loaded")
    parser.add_argument("--element", choices=ELEMENTS, default="float32", help="what a dimension of a vector is")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
