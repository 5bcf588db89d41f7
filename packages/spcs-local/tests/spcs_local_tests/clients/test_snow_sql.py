"""`snow sql`: a query, a file, standard input, variables, errors."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devkit import clients
from devkit.paths import Paths
from spcs_local_tests.clients.snow import Snow

SCRIPT = """
-- two statements; the second uses a variable
USE ROLE PUBLIC;
SELECT CURRENT_ROLE() AS R, '<% word %>' AS W;
"""


def test_sql_answers_a_query(snow: Snow) -> None:
    assert snow.answer("sql -q", "SELECT CURRENT_ROLE() AS R") == [{"R": "OWNER"}]


def test_sql_runs_the_statements_of_a_file(snow: Snow, tmp_path: Path) -> None:
    file = tmp_path / "script.sql"
    file.write_text(SCRIPT)
    _, last = snow.answer(f"sql -f {file} -D word=it")
    assert last == [{"R": "PUBLIC", "W": "it"}]


def test_sql_runs_the_statements_of_its_input(snow: Snow) -> None:
    _, last = snow.answer("sql -i -D word=piped", stdin=SCRIPT)
    assert last == [{"R": "PUBLIC", "W": "piped"}]


def test_sql_ends_with_the_error_of_a_statement(snow: Snow) -> None:
    failed = snow.run("sql", "-q", "DROP DATABASE NOWHERE")
    assert failed.code == 1
    assert "002003 (02000)" in failed.errors
    assert "Database 'NOWHERE' does not exist or not authorized" in failed.errors


def test_sql_starts_asynchronous_statements(snow: Snow) -> None:
    started = snow.answer("sql -q", "SELECT 'late' AS A;>")
    assert [list(row) for row in started] == [["scheduled query ID"]]


def test_script_runs_as_it_was_installed(snow: Snow) -> None:
    """The other tests fork a started `snow`; this one starts it as a person does."""
    program = clients.SNOW.python(Paths.of_clone()).with_name("snow")
    command: list[str | Path] = [program, "sql", "-q", "SELECT CURRENT_ROLE() AS R", "--format=csv"]
    done = subprocess.run(command, env=snow.variables, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout.split()) == (0, ["R", "OWNER"]), done.stderr
