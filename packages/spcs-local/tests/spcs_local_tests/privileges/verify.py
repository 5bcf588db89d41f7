"""The cases of privileges.yaml asked of a real account: `python -m spcs_local_tests.privileges.verify`.

Everything it makes has a random prefix and is removed again; what came goes into a transcript.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spcs_local_tests.privileges import real
from spcs_local_tests.privileges.cases import Book, Case, load, spelled
from spcs_local_tests.privileges.running import RefusedError, Session, Verdict, Words, changes, prepare, run, run_all

OUTPUT = Path(__file__).parents[5] / ".local" / "verify-account"
SPECIFICATION = "spec: {containers: [{name: main, image: THE_IMAGE}]}"
NO_IMAGE = f"no image: name one in {real.IMAGE_VARIABLE}"
_OF_SERVICES = ("THE_IMAGE", "APP.WEB", "SPECIFICATION_FILE")
_ROLES_GO = ("DROP ROLE IF EXISTS ACTOR", "DROP ROLE IF EXISTS HELPER")
_TRIES, _PAUSE = 30, 2.0  # a compute pool can be dropped once its services have ended
_SHOW_EVERY = 25


@dataclass
class Verification:
    """One run: the world is made, asked, mended after each case that changed it, and removed."""

    book: Book
    words: Words
    admin: Session
    actor: Session
    image: bool
    refused: list[str] = field(default_factory=list)  # of the clean-up, which goes on

    def build(self) -> None:
        """Make what stands before each case."""
        run_all(self._possible(self.book.world), self.words, self.admin)

    def ask(self, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
        """The transcript's entries, one a case."""
        for case in cases:
            if case.local:
                yield _entry(case, not_run=case.why or "a service would have to speak")
            elif not self.image and _of_services(case):
                yield _entry(case, not_run=NO_IMAGE)
            else:
                yield self._ask(case)

    def remove(self) -> None:
        """Remove all that was made, whatever of it is there."""
        for statement in (*self.book.teardown, *self.book.end):
            self._insist(statement)

    def _ask(self, case: Case) -> dict[str, Any]:
        verdict: Verdict | None = None
        try:
            prepare(case, self.words, self.admin)
            verdict = run(case, self.words, self.admin, self.actor)
        except RefusedError as error:
            return _entry(case, not_run=f"the set-up was refused: {error}")
        finally:
            self._mend(case, verdict)
        return _entry(case, verdict=verdict)

    def _mend(self, case: Case, verdict: Verdict | None) -> None:
        run_all(("USE ROLE ACCOUNTADMIN", "USE SECONDARY ROLES ALL"), self.words, self.admin)
        asked = verdict is not None and verdict.outcome is not None
        if changes(case, refused=asked):
            for statement in self.book.teardown:
                self._insist(statement)
            self.build()
        else:
            run_all(_ROLES_GO, self.words, self.admin)

    def _insist(self, statement: str) -> None:
        text = self.words.sql(statement)
        for attempt in range(_TRIES):
            try:
                self.admin.rows(text)
            except RefusedError as error:
                if not statement.startswith("DROP COMPUTE POOL") or attempt == _TRIES - 1:
                    self.refused.append(f"{text}: {error}")
                    return
                time.sleep(_PAUSE)
            else:
                return

    def _possible(self, statements: Iterable[str]) -> list[str]:
        return [text for text in statements if self.image or "THE_IMAGE" not in text]


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """0 when all is as written, 1 when something is not, 2 when there is no account to ask."""
    options = _parser().parse_args(arguments)
    try:
        given = real.arguments(environment)
        image = environment.get(real.IMAGE_VARIABLE, "")
        with (
            real.open_session(given) as admin,
            real.open_session(given) as actor,
            tempfile.TemporaryDirectory() as directory,
        ):
            return _verify(options, image, given, admin, actor, Path(directory))
    except real.NotConfiguredError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _verify(
    options: argparse.Namespace, image: str, given: Mapping[str, Any], admin: Session, actor: Session, directory: Path
) -> int:
    book = load()
    words = _words(book, admin, directory)
    verification = Verification(book, words, admin, actor, bool(image))
    cases = [case for case in book.cases if options.only in case.key]
    entries: list[dict[str, Any]] = []
    try:
        run_all(book.once, words, admin)
        if image:
            [repository] = admin.rows(words.sql("SHOW IMAGE REPOSITORIES IN SCHEMA STORE.PUBLIC"))
            real.push(image, str(repository["repository_url"]), words.image.rpartition("/")[2], given)
        verification.build()
        for entry in verification.ask(cases):
            entries.append(entry)
            _progress(entries, len(cases))
    except RefusedError as error:
        print(f"error: the account refused what the cases stand on: {error}", file=sys.stderr)
    finally:
        print(f"removing everything that begins with {words.prefix}", flush=True)
        verification.remove()
        path = _write(options.output, given, words, entries, verification.refused)
    return _conclude(path, entries, len(cases))


def _words(book: Book, admin: Session, directory: Path) -> Words:
    prefix = f"VERIFY_{secrets.token_hex(4).upper()}_"
    user = next(iter(admin.rows("SELECT CURRENT_USER()")[0].values()))
    image = f"/{prefix.lower()}store/public/images/verify:1"
    words = Words(book.names, prefix, str(user), image, f"file://{directory}/spec.yaml", f"file://{directory}/")
    (directory / "spec.yaml").write_text(words.value(SPECIFICATION), encoding="utf-8")
    return words


def _of_services(case: Case) -> bool:
    texts = (case.statement, *case.holds, *(case.secondary or ()), *case.before, *case.shows)
    return any(word in text for text in texts for word in _OF_SERVICES) or "WEB" in case.shows


def _entry(case: Case, *, verdict: Verdict | None = None, not_run: str = "") -> dict[str, Any]:
    entry: dict[str, Any] = {"case": case.key, "told": case.told, "source": case.source}
    entry["expected"] = spelled(case.outcome)
    if verdict is None:
        return entry | {"not_run": not_run}
    return entry | {
        "got": spelled(verdict.outcome),
        "text": verdict.text,
        "right": verdict.right,
        "wrong": verdict.wrong,
    }


def _progress(entries: Sequence[Mapping[str, Any]], count: int) -> None:
    last = entries[-1]
    if last.get("right") is False:
        print(f"not as written: {last['told']}: {last['wrong']}", flush=True)
    if len(entries) % _SHOW_EVERY == 0:
        print(f"{len(entries)} of {count} cases", flush=True)


def _write(
    output: Path, given: Mapping[str, Any], words: Words, entries: Sequence[Mapping[str, Any]], refused: Sequence[str]
) -> Path:
    now = datetime.now(UTC)
    output.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = output / f"{now:%Y%m%dT%H%M%SZ}.json"
    content = {
        "account": given["account"],
        "on": now.isoformat(timespec="seconds"),
        "prefix": words.prefix,
        "cases": list(entries),
        "not_removed": list(refused),
    }
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    return path


def _conclude(path: Path, entries: Sequence[Mapping[str, Any]], count: int) -> int:
    right = sum(entry.get("right") is True for entry in entries)
    wrong = sum(entry.get("right") is False for entry in entries)
    print(f"{right} cases as written, {wrong} not, {count - right - wrong} not run. Transcript: {path}")
    return 0 if not wrong and len(entries) == count else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make verify-account", description="Ask a real account who may do what.")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose statement holds this text")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="directory of the transcript")
    return parser


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:], os.environ))
    sys.exit(130)
