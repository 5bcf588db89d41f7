"""Snowpark for Python: a session from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from snowflake.snowpark import Session

from spcs_local_tests.clients.cases.place import Place, error_of


@contextmanager
def opened(place: Place) -> Iterator[Any]:
    with Session.builder.configs({**place.administrator, "role": "OWNER"}).create() as session:
        yield session


def test_snowpark_session_ends_without_complaint(place: Place) -> None:
    with opened(place) as session:
        waiting = session.sql("SELECT SYSTEM$WAIT(600)").collect_nowait()
        session.cancel_all()
        canceled = error_of(waiting.result)
    assert canceled.errno == 604


def test_snowpark_collects_what_sql_answers(place: Place) -> None:
    with opened(place) as session:
        assert session.sql("SELECT ? AS X, 'a' AS Y", params=[5]).collect()[0].as_dict() == {"X": 5, "Y": "a"}
        assert [row["name"] for row in session.sql("SHOW DATABASES LIKE 'D'").collect()] == ["D"]
        assert session.sql("SELECT 1 AS A").schema.names == ["A"]


def test_snowpark_has_a_context(place: Place) -> None:
    with opened(place) as session:
        session.use_schema("D.PUBLIC")
        assert session.get_fully_qualified_current_schema() == '"D"."PUBLIC"'
        session.use_role("SYSADMIN")
        session.query_tag = "tagged"
        assert (session.get_current_role(), session.query_tag) == ('"SYSADMIN"', "tagged")


def test_snowpark_puts_and_gets_files(place: Place) -> None:
    file = place.directory / "put.txt"
    file.write_text("content")
    with opened(place) as session:
        stage = f"@D.PUBLIC.{place.name('SNOWPARK_FILES')}"
        session.sql(f"CREATE STAGE {stage[1:]}").collect()
        assert session.file.put(str(file), stage, auto_compress=False)[0].status == "UPLOADED"
        with session.file.get_stream(f"{stage}/put.txt") as stream:
            assert stream.read() == b"content"


def test_snowpark_calls_procedures(place: Place) -> None:
    with opened(place) as session:
        assert session.call("SYSTEM$WAIT", 0) == "waited 0 seconds"
