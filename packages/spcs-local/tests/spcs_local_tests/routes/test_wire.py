"""Answers as drivers read them."""

from __future__ import annotations

from spcs_local.account import Account
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.session import Session
from spcs_local.routes.wire import result_data


def test_cells_are_texts_by_the_type_of_their_column(real_account: Account) -> None:
    kinds = ("TEXT", "FIXED", "BOOLEAN", "TIMESTAMP_LTZ", "TEXT", "TEXT")
    columns = tuple(ResultColumn(str(number), kind) for number, kind in enumerate(kinds))
    result = Result(columns, [["a", 7, True, 1.5, None, False]])
    data = result_data(result, Session(1, 1, None), "q", real_account.model)
    assert data["rowset"] == [["a", "7", "1", "1.500", None, "false"]]
    assert [column["type"] for column in data["rowtype"]] == [kind.lower() for kind in kinds]
