"""Versions of Milvus with known holes."""

from __future__ import annotations

import pytest

from components import milvus_versions


@pytest.mark.parametrize(
    ("reference", "cves"),
    [
        ("milvusdb/milvus:v2.3.5", ["CVE-2025-64513", "CVE-2026-26190"]),
        ("milvusdb/milvus:v2.4.24", ["CVE-2026-26190"]),
        ("milvusdb/milvus:v2.5.10", ["CVE-2025-64513", "CVE-2026-26190"]),
        ("milvusdb/milvus:v2.5.21@sha256:" + "0" * 64, ["CVE-2026-26190"]),
        ("milvusdb/milvus:v2.5.26", ["CVE-2026-26190"]),
        ("milvusdb/milvus:v2.5.27", []),
        ("registry.example.com:5000/mirror/milvus:2.6.4-gpu", ["CVE-2025-64513", "CVE-2026-26190"]),
        ("milvusdb/milvus:v2.6.9", ["CVE-2026-26190"]),
        ("milvusdb/milvus:v2.6.10", []),
        ("milvusdb/milvus:v2.7.0", []),
        ("milvusdb/milvus:v3.0.0", []),
    ],
)
def test_affected_versions_are_known(reference: str, cves: list[str]) -> None:
    assert [problem.partition(":")[0] for problem in milvus_versions.problems(reference)] == cves


@pytest.mark.parametrize(
    "reference",
    ["milvus-spcs/milvus-base:f9f407080a4b", "milvusdb/milvus@sha256:" + "0" * 64, "acme/not-milvus:v2.3.5"],
)
def test_reference_without_a_version_tells_nothing(reference: str) -> None:
    assert milvus_versions.version_of(reference) is None
    assert milvus_versions.problems(reference) == []


def test_of_versions_that_are_known_the_oldest_is_told() -> None:
    assert milvus_versions.oldest(["2.6.10", None, "2.6.9"]) == "2.6.9"
    assert milvus_versions.oldest([None]) is None
