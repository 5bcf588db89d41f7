"""What people look at of a Milvus, out of its Prometheus page. A page has what its roles know: the rest is left out.

https://milvus.io/docs/metrics_dashboard.md has what each name means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, isfinite

from prometheus_client.parser import text_string_to_metric_families

REQUESTS = "milvus_proxy_req_count"
LATENCY = "milvus_proxy_sq_latency_bucket"  # milliseconds, of searches and queries
INSERTED = "milvus_proxy_insert_vectors_count"
MEMORY = "process_resident_memory_bytes"
COLLECTIONS = "milvus_rootcoord_collection_num"
LOADED = "milvus_querycoord_collection_num"
SEGMENTS, SEGMENTS_OF_NODE = "milvus_datacoord_segment_num", "milvus_querynode_segment_num"
STORED = "milvus_datacoord_stored_binlog_size"
READ = frozenset({REQUESTS, LATENCY, INSERTED, MEMORY, COLLECTIONS, LOADED, SEGMENTS, SEGMENTS_OF_NODE, STORED})
PERCENTILES = {"p50": 0.5, "p99": 0.99}

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page as it was `at` a second of a clock that only goes forward; of its samples those that are READ."""

    at: float
    samples: Mapping[str, tuple[tuple[Labels, float], ...]]

    def total(self, name: str, **labels: str) -> float | None:
        """Of all samples that have these labels; None where the page has none of that name."""
        found = self.samples.get(name)
        if found is None:
            return None
        return sum(value for of, value in found if labels.items() <= of.items())

    def buckets(self, name: str, **labels: str) -> dict[float, float]:
        """How many observations were up to each bound."""
        found: dict[float, float] = {}
        for of, value in self.samples.get(name, ()):
            if labels.items() <= of.items():
                bound = float(of["le"])
                found[bound] = found.get(bound, 0) + value
        return found


def read(text: str, at: float) -> Page:
    """Raises ValueError where it is no such page."""
    samples: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            # the parser calls a counter as others have to, and Milvus does not
            name = sample.name.removesuffix("_total") if family.type == "counter" else sample.name
            if name in READ and isfinite(sample.value):
                samples.setdefault(name, []).append((sample.labels, sample.value))
    return Page(at, {name: tuple(found) for name, found in samples.items()})


def figures(now: Page, before: Page | None) -> dict[str, float]:
    """By their names. Rates and percentiles are of the time since the page before; there are none without one."""
    return {name: round(value, 3) for name, value in _figures(now, before) if value is not None}


def _figures(now: Page, before: Page | None) -> Iterator[tuple[str, float | None]]:
    if before is not None and now.at > before.at:
        yield from _rates(now, before)
    yield "memory_bytes", now.total(MEMORY)
    yield "collections", now.total(COLLECTIONS)
    yield "loaded_collections", now.total(LOADED)
    growing = now.total(SEGMENTS, segment_state="Growing")
    yield "growing_segments", now.total(SEGMENTS_OF_NODE, segment_state="Growing") if growing is None else growing
    yield "stored_bytes", now.total(STORED)


def _rates(now: Page, before: Page) -> Iterator[tuple[str, float | None]]:
    def rate(name: str, **labels: str) -> float | None:
        total = now.total(name, **labels)
        return None if total is None else _grown(total, before.total(name, **labels) or 0) / (now.at - before.at)

    for name, function in (("searches", "Search"), ("queries", "Query"), ("inserts", "Insert")):
        yield f"{name}_per_second", rate(REQUESTS, function_name=function, status="total")
    yield "failures_per_second", rate(REQUESTS, status="fail")
    yield "inserted_rows_per_second", rate(INSERTED)
    earlier, later = (page.buckets(LATENCY, query_type="search") for page in (before, now))
    observed = {bound: _grown(count, earlier.get(bound, 0)) for bound, count in later.items()}
    for name, share in PERCENTILES.items():
        yield f"search_{name}_ms", percentile(observed, share)


def _grown(now: float, before: float) -> float:
    """Of a counter, which begins anew with its process."""
    return now - before if now >= before else now


def percentile(buckets: Mapping[float, float], share: float) -> float | None:
    """Of observations that are counted up to each bound, as evenly spread in their bucket; None of none.

    Beyond the last finite bound it is that bound: https://prometheus.io/docs/prometheus/latest/querying/functions/
    """
    bounds = sorted(buckets)
    if not bounds or not buckets[bounds[-1]]:
        return None
    wanted, below, reached = share * buckets[bounds[-1]], 0.0, 0.0
    for bound in bounds:
        if buckets[bound] >= wanted:
            if bound == inf:
                return below
            return below + (bound - below) * (wanted - reached) / max(buckets[bound] - reached, 1e-9)
        below, reached = bound, buckets[bound]
    return below
