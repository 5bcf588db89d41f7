"""What differs, by path."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.difference import Difference, compare, root
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret


@pytest.mark.parametrize(
    ("olds", "news", "kinds"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": Secret("p")}, {"a": "p"}, {}),
        ({"__meta": "1"}, {"__meta": "2"}, {}),
        ({}, {"a": 1}, {"a": "ADD"}),
        ({"a": {"b": 1}}, {"a": {}}, {"a.b": "DELETE"}),
        ({"a": {"x.y": 1}}, {"a": {"x.y": 2}}, {'a["x.y"]': "UPDATE"}),
        ({"a": [1, 2]}, {"a": [1, 3, 4]}, {"a[1]": "UPDATE", "a[2]": "ADD"}),
        ({"a": 1}, {"a": UNKNOWN}, {"a": "UPDATE"}),
    ],
)
def test_compare_names_each_path(olds: Properties, news: Properties, kinds: dict[str, str]) -> None:
    assert compare(olds, news) == kinds


def test_compare_leaves_out_what_means_the_same() -> None:
    assert compare({"a": "x"}, {"a": "X"}, lambda _name, old, new: bool(old.upper() == new.upper())) == {}


def test_properties_are_the_first_parts_of_paths() -> None:
    assert Difference({"a.b": "ADD", "a[0]": "ADD", "c": "UPDATE"}).properties == ["a", "c"]
    assert root("a.b[0]") == "a"
