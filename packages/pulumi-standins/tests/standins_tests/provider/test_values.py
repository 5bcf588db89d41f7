"""Values on the wire."""

from __future__ import annotations

from pulumi_standins.provider.values import UNKNOWN, Secret, decode, encode


def test_values_come_back_as_they_went() -> None:
    values = {"a": Secret({"b": [1, 2.5, True, None, "x"]}), "c": UNKNOWN, "d": {}}
    assert decode(encode(values)) == values
