"""What `make size` prints."""

from __future__ import annotations

import pytest

from components import sizing
from components.container_resources import resources
from components.index_sizes import INDEXES, Vectors
from components.node_sizes import NODE_SIZES
from components.sizing import GIB, Wanted

MILLION = ["--rows", "1000000", "--dim", "768", "--index", "hnsw"]


def test_say_memory_disk_and_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert sizing.main(MILLION) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("1,000,000 rows of 768 dimensions of float32, HNSW, 8 bytes beside\n\nloaded  3.1 GiB: ")
    assert "https://milvus.io/docs/index-explained.md" in printed
    assert "\nfamily  CPU_X64_S: 3 vCPU and 13 GiB, 8Gi of them Milvus' (https://docs.snowflake.com/" in printed
    assert printed.endswith(
        "pulumi config set --path milvus-spcs:pools.milvus.instanceFamily CPU_X64_S\n"
        "pulumi config set milvus-spcs:milvusVolumeGi 10\n"
    )


def test_take_a_larger_family_for_more_and_none_for_too_much(capsys: pytest.CaptureFixture[str]) -> None:
    sizing.main(["--rows", "100000000", "--dim", "768", "--index", "IVF_FLAT"])
    assert "family  HIGHMEM_X64_SL: " in capsys.readouterr().out
    sizing.main(["--rows", "10000000000", "--dim", "768", "--index", "IVF_FLAT"])
    assert "family  none: the largest has 1838 GiB for Milvus. To do: a cluster" in capsys.readouterr().out


def test_know_halves_fields_and_replicas(capsys: pytest.CaptureFixture[str]) -> None:
    sizing.main([*MILLION, "--element", "float16", "--replicas", "3", "--fields", "0"])
    printed = capsys.readouterr().out
    assert "of float16, HNSW, 0 bytes beside\n\nloaded  1.7 GiB: " in printed
    assert printed.endswith("nodes   3 query nodes of that limit: each holds one replica, which takes a cluster\n")


def test_refuse_all_that_is_wrong_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert sizing.main(["--rows", "1e6", "--dim", "0", "--index", "BTREE", "--replicas", "-1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: 4 settings need attention")
    assert "ROWS is '1e6'; allowed: a whole number from 1 to 100000000000. To do: make size ROWS=<value>" in said
    assert "INDEX is 'BTREE'; allowed: one of FLAT, IVF_FLAT, IVF_SQ8, IVF_PQ, HNSW, DISKANN." in said


def test_ask_for_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert sizing.main([]) == 2
    assert "DIM is missing; allowed: a whole number from 1 to 32768." in capsys.readouterr().err


@pytest.mark.parametrize("index", INDEXES)
def test_more_rows_never_take_less(index: str) -> None:
    found = [sizing.size(Wanted(Vectors(rows, 384), index, 8, 1)) for rows in (1, 1000, 200_000, 10**7)]
    assert found == sorted(found, key=lambda it: (it.loaded, it.limit, it.disk))
    assert all(it.loaded < it.limit for it in found)


def test_families_have_what_is_asked_of_them() -> None:
    for limit in (GIB, 9 * GIB, 60 * GIB, 500 * GIB):
        name = sizing.family(limit)
        assert name is not None
        assert resources(NODE_SIZES[name], {}, whole_node=True).memory_limit * 2**20 >= limit
