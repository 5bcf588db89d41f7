"""Logs in bounded room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from spcs_local.log_files import empty, previous, turn_over

PROGRAM = """
import logging, pathlib, sys, threading
from spcs_local.log_files import LogHandler
logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[LogHandler(pathlib.Path(sys.argv[1]), 20000)])
def write(): [logging.info("line %s of a log that many threads write to", number) for number in range(2000)]
threads = [threading.Thread(target=write) for _ in range(4)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
print("the last word", flush=True)
"""


def test_log_stays_small_while_many_write_to_it(tmp_path: Path) -> None:
    log = tmp_path / "account.log"
    with log.open("ab") as output:
        subprocess.run([sys.executable, "-c", PROGRAM, log], stdout=output, stderr=output, check=True)
    sizes = [path.stat().st_size for path in (log, previous(log))]
    assert max(sizes) < 21000
    assert sizes[1] >= 20000
    assert log.read_text().endswith("the last word\n")
    assert {path.name for path in tmp_path.iterdir()} == {"account.log", "account.log.1"}


def test_file_of_somebody_else_stays_whole(tmp_path: Path) -> None:
    elsewhere = tmp_path / "mine.txt"
    with elsewhere.open("ab") as output:
        subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path / "account.log"], stdout=output, stderr=output, check=True
        )
    assert elsewhere.read_text().count("line 1999 of") == 4
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_full_log_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "account.log"
    turn_over(log, 4)
    log.write_text("one")
    turn_over(log, 4)
    assert log.read_text() == "one"
    log.write_text("full")
    turn_over(log, 4)
    assert (log.exists(), previous(log).read_text()) == (False, "full")


def test_log_of_another_process_is_emptied_under_it(tmp_path: Path) -> None:
    log = tmp_path / "registry.log"
    empty(log, 4)
    with log.open("ab", buffering=0) as writing:
        writing.write(b"before")
        empty(log, 4)
        writing.write(b"new")
        empty(log, 4)
    assert (log.read_bytes(), previous(log).read_bytes()) == (b"new", b"before")
