"""What is quoted comes back as it was sent: through every statement that takes it, and through a real client."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import ProgrammingError

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.model.session import Session
from spcs_local_tests.properties.conftest import Rows
from spcs_local_tests.properties.texts import any_text, literal, names, quoted
from spcs_local_tests.running import RunningAccount

pytestmark = pytest.mark.timeout(3600)
# what a file may be called on a stage, and on the machine that it comes from
_PART = names.filter(lambda name: "/" not in name and "\0" not in name and name not in (".", "..") and len(name) < 60)
# without what PUT takes for a pattern, or for the end of the name
_PUT = _PART.filter(lambda name: not re.search(r"[*?[\]:\\'\x00-\x1f\x7f-\x9f]", name) and name.strip() == name)
# the connector's own number: by some names, such as Z, it takes a file for one that it cannot send
UNSUPPORTED_COMPRESSION = 253007
paths = st.lists(_PART, min_size=1, max_size=3).map("/".join)


def pattern(name: str) -> str:
    """A LIKE pattern that fits this name alone."""
    return re.sub(r"([\\%_])", r"\\\1", name)


@pytest.fixture(scope="module")
def connection(running: RunningAccount) -> SnowflakeConnection:
    """The real connector's."""
    return running.connect(database="DEMO", schema="APP")


@given(names, any_text)
def test_show_a_role_as_it_was_made(
    account: Account, session: Session, rows: Callable[[str], Rows], name: str, comment: str
) -> None:
    account.execute(session, f"CREATE OR REPLACE ROLE {quoted(name)} COMMENT = {literal(comment)}")
    found = rows(f"SHOW ROLES LIKE {literal(pattern(name))}")
    assert [(row["name"], row["comment"]) for row in found if row["name"] == name] == [(name, comment)]
    account.execute(session, f"GRANT ROLE {quoted(name)} TO USER ADMIN")
    account.execute(session, f"USE ROLE {quoted(name)}")
    assert rows("SELECT CURRENT_ROLE() AS R") == [{"R": name}]
    account.execute(session, "USE ROLE ACCOUNTADMIN")
    account.execute(session, f"DROP ROLE {quoted(name)}")
    assert [row for row in rows("SHOW ROLES") if row["name"] == name] == []


@given(names, names, names, any_text)
def test_show_a_stage_where_it_was_made(
    account: Account,
    session: Session,
    rows: Callable[[str], Rows],
    database: str,
    schema: str,
    stage: str,
    comment: str,
) -> None:
    full = ".".join(map(quoted, (database, schema, stage)))
    for statement in (
        f"CREATE DATABASE {quoted(database)}",
        f"CREATE SCHEMA IF NOT EXISTS {quoted(database)}.{quoted(schema)}",
        f"CREATE STAGE {full} COMMENT = {literal(comment)}",
        f"USE SCHEMA {quoted(database)}.{quoted(schema)}",
    ):
        account.execute(session, statement)
    try:
        [found] = [row for row in rows("SHOW STAGES") if row["name"] == stage]
        place = (found["database_name"], found["schema_name"], found["comment"])
        assert place == (database, schema, comment)
        assert rows("SELECT CURRENT_DATABASE() AS D, CURRENT_SCHEMA() AS S") == [{"D": database, "S": schema}]
        assert [row["grantee_name"] for row in rows(f"SHOW GRANTS ON STAGE {full}")] == ["ACCOUNTADMIN"]
    finally:
        account.execute(session, "USE SCHEMA DEMO.APP")
        account.execute(session, f"DROP DATABASE {quoted(database)}")


@given(names, any_text, any_text)
def test_sign_in_as_the_user_that_was_made(
    account: Account, session: Session, rows: Callable[[str], Rows], name: str, password: str, comment: str
) -> None:
    # a login name is compared in any case: some letters have several lower cases for one upper
    assume(not any(row["name"] != name and str(row["login_name"]) == name.upper() for row in rows("SHOW USERS")))
    assume(not (name.startswith('"') and name.endswith('"')))
    made = f"PASSWORD = {literal(password)} COMMENT = {literal(comment)}"
    account.execute(session, f"CREATE OR REPLACE USER {quoted(name)} {made}")
    try:
        assert account.model.authenticate_password(name, password).user == name
        described = {row["property"]: row["value"] for row in rows(f"DESCRIBE USER {quoted(name)}")}
        assert described["NAME"] == name
        assert described["COMMENT"] == (comment or "null")
    finally:
        account.execute(session, f"DROP USER {quoted(name)}")


@given(paths, st.binary(max_size=100))
def test_list_and_get_a_file_as_it_was_put(
    account: Account, rows: Callable[[str], Rows], path: str, content: bytes
) -> None:
    [stage] = [found for found in account.model.objects.list("STAGE") if found.name == "FILES"]
    account.model.stages.write(stage, path, content)
    place = literal(f"@DEMO.APP.FILES/{path}")
    assert [(row["name"], row["size"]) for row in rows(f"LIST {place}")] == [(f"files/{path}", len(content))]
    assert account.model.stages.read(stage, path) == content
    assert [row["result"] for row in rows(f"REMOVE {place}")] == ["removed"]
    assert rows("LIST @DEMO.APP.FILES") == []


@given(st.text() | paths)
def test_a_path_stays_on_its_stage(account: Account, path: str) -> None:
    [stage] = [found for found in account.model.objects.list("STAGE") if found.name == "FILES"]
    outside = sorted(entry.name for entry in account.model.stages.directory(stage).parent.iterdir())
    try:
        account.model.stages.write(stage, path, b"x")
    except SnowflakeError:
        return
    assert len(account.model.stages.list(stage)) == 1
    account.model.stages.remove(stage, path)
    assert sorted(entry.name for entry in account.model.stages.directory(stage).parent.iterdir()) == sorted(
        {*outside, "incoming"}
    )


@given(any_text)
def test_select_through_the_connector_what_was_bound(connection: SnowflakeConnection, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s AS T", (text,))
        assert cursor.fetchone() == (text,)


@given(names, any_text)
def test_show_through_the_connector_what_was_made(connection: SnowflakeConnection, name: str, comment: str) -> None:
    with connection.cursor() as cursor:
        in_a_format = quoted(name).replace("%", "%%")  # the connector itself puts the comment in
        cursor.execute(f"CREATE OR REPLACE STAGE {in_a_format} COMMENT = %s", (comment,))
        found = cursor.execute("SHOW STAGES IN SCHEMA DEMO.APP").fetchall()
        assert [(row[1], row[8]) for row in found if row[1] == name] == [(name, comment)]
        cursor.execute(f"DROP STAGE {quoted(name)}")


@given(_PUT, st.binary())
def test_put_and_get_through_the_connector(connection: SnowflakeConnection, name: str, content: bytes) -> None:
    # pytest's own directories are numbered, and each looks at all that there were
    with TemporaryDirectory() as source, TemporaryDirectory() as target:
        Path(source, name).write_bytes(content)
        with connection.cursor() as cursor:
            cursor.execute("REMOVE @DEMO.APP.FILES")
            try:
                cursor.execute(f"PUT 'file://{source}/{name}' @DEMO.APP.FILES AUTO_COMPRESS = FALSE")
            except ProgrammingError as error:
                assume(error.errno != UNSUPPORTED_COMPRESSION)
                raise
            cursor.execute(f"GET @DEMO.APP.FILES 'file://{target}/'")
        assert {path.name: _unpacked(path) for path in Path(target).iterdir()} == {name: content}


def _unpacked(path: Path) -> bytes:
    """As drivers leave it: PUT takes what looks like gzip for compressed, and keeps it."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" and content[:2] == b"\x1f\x8b" else content
