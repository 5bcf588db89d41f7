"""Rows as JSON."""

from __future__ import annotations

from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.routes.rest.shapes import PLAIN, objects


def test_row_has_the_types_that_models_want() -> None:
    kinds = {"created_on": "TIMESTAMP_LTZ"}
    columns = tuple(
        ResultColumn(name, kinds.get(name, "TEXT")) for name in ["name", "on", "days", "empty", "list", "created_on"]
    )
    shape = objects(flags="on", numbers="days empty", lists="list", renamed={"created_on": "made_on"})
    row = ["a b", "Y", "7", "", '["X"]', 0.5]
    told = {"name": '"a b"', "on": True, "days": 7, "empty": None, "list": ["X"]}
    assert shape.rows(Result(columns, [row])) == [{**told, "made_on": "1970-01-01T00:00:00.500+00:00"}]
    assert shape.rows(Result(columns, [[None] * 6]))[0]["on"] is None


def test_only_objects_have_names_of_sql() -> None:
    assert PLAIN.rows(Result((ResultColumn("name"),), [["web"]])) == [{"name": "web"}]
