"""Values of bindings by their type."""

from __future__ import annotations

import pytest

from spcs_local.model.typed import Bound, Typed, value_of


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("FIXED", "7", 7),
        ("FIXED", "-1.50", Typed("FIXED", "-1.50", 2)),
        ("DATE", "-1", Typed("DATE", "-1")),
        ("TIMESTAMP_NTZ", "-1", Typed("TIMESTAMP_NTZ", "-0.000000001", 9)),
        ("TIMESTAMP_TZ", "1000000001 1560", Typed("TIMESTAMP_TZ", "1.000000001 1560", 9)),
        ("NULL", "", None),
        ("ANY", "x", "x"),
    ],
)
def test_binding_is_worth_what_its_type_says(kind: str, text: str, value: object) -> None:
    assert value_of(Bound(text, "?", kind)) == value
