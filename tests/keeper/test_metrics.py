"""Figures out of pages as Milvus 2.3.5 has them: before anything was asked of it, and after."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest
from keeper.metrics import Page, figures, percentile, read

PAGES = Path(__file__).parent / "pages"
FRESH = read((PAGES / "fresh.txt").read_text(encoding="utf-8"), 0)
BUSY = read((PAGES / "busy.txt").read_text(encoding="utf-8"), 10)


def test_rates_are_of_the_time_between_two_pages() -> None:
    found = figures(BUSY, FRESH)
    assert found == {
        "searches_per_second": 10,
        "queries_per_second": 1,
        "inserts_per_second": 2,
        "failures_per_second": 0,
        "inserted_rows_per_second": 100,
        "search_p50_ms": 0.505,
        "search_p99_ms": 1,
        "memory_bytes": 219193344,
        "collections": 1,
        "loaded_collections": 1,
        "growing_segments": 1,
        "stored_bytes": 0,
    }


def test_the_first_page_has_no_rates() -> None:
    assert set(figures(BUSY, None)) == {
        *("memory_bytes", "collections", "loaded_collections", "growing_segments", "stored_bytes")
    }


def test_a_page_of_a_role_has_what_the_role_knows() -> None:
    node = read('milvus_querynode_segment_num{segment_state="Growing"} 2\nprocess_resident_memory_bytes 5e8\n', 1)
    assert figures(node, None) == {"memory_bytes": 5e8, "growing_segments": 2}
    proxy = 'milvus_proxy_req_count{function_name="Search",db_name="a",status="total"} %s\n'
    earlier, later = (read(proxy % count + (proxy % 1).replace('"a"', '"b"'), at) for count, at in ((5, 0), (25, 4)))
    assert figures(later, earlier)["searches_per_second"] == 5


def test_counters_begin_anew_with_their_process() -> None:
    name = "milvus_proxy_insert_vectors_count"
    assert figures(read(f"{name} 30", 10), read(f"{name} 1000", 0)) == {"inserted_rows_per_second": 3}


def test_no_search_has_no_percentile() -> None:
    assert not {"search_p50_ms", "search_p99_ms"} & figures(Page(20, BUSY.samples), BUSY).keys()
    assert percentile({}, 0.5) is None


@pytest.mark.parametrize(
    ("buckets", "share", "expected"),
    [
        ({1: 0, 2: 10, inf: 10}, 0.5, 1.5),
        ({1: 5, 2: 10, inf: 10}, 0.99, 1.98),
        ({1: 0, 2: 0, inf: 10}, 0.5, 2),
        ({inf: 10}, 0.5, 0),
    ],
)
def test_percentiles_lie_inside_their_bucket(buckets: dict[float, float], share: float, expected: float) -> None:
    assert percentile(buckets, share) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["<html>", 'milvus_proxy_req_count{a="b" 1'])
def test_refuse_what_is_no_page(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the parser's own words
        read(text, 0)


def test_take_no_value_that_is_no_number() -> None:
    assert figures(read("process_resident_memory_bytes NaN\nmilvus_rootcoord_collection_num +Inf\n", 0), None) == {}
