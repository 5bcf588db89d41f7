"""What can be measured, by name."""

from __future__ import annotations

import json

import pytest

from devkit.bench import rows


def test_rows_are_taken_in_the_order_in_which_they_are_named() -> None:
    assert [row.name for row in rows.chosen(["30", "guide"])] == ["30 services", "guide"]


def test_a_row_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"^31, none; allowed: guide, cluster, 10, 30, 100$"):
        rows.chosen(["31", "none", "10"])


def test_a_cluster_names_an_image_for_each_of_its_services() -> None:
    row = rows.all_rows()["cluster"]
    images = {key: it["imageReference"].rpartition("/")[2] for key, it in json.loads(row.settings["services"]).items()}
    assert row.is_cluster
    assert images["milvus"] == images["querynode"] == "milvus-node:benchmark"
    assert images.keys() == {*rows.OF_A_CLUSTER, "milvus", "jupyter"}
