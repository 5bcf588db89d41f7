"""The local account in this process, on the in-memory adapter; each case in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.model.identifiers import parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.model.principal import Holder
from spcs_local.model.running import Running
from spcs_local.model.session import Session as AccountSession
from spcs_local.model.statement_log import Entry, StatementLog
from spcs_local.testing import LocalAccount
from spcs_local_tests.privileges.cases import Book, Case
from spcs_local_tests.privileges.running import RefusedError, Rows, Verdict, Words, prepare, run, run_all

INTERNAL = (370001, "XX000")  # what a client sees of a mistake in the account itself
SPECIFICATION = "spec: {containers: [{name: main, image: THE_IMAGE}]}"


class _UndoneError(Exception):
    """Takes a case's transaction back."""


class _NoLog(StatementLog):
    """The statement log commits by itself, which a transaction that is taken back does not allow."""

    def add(self, entry: Entry) -> None:
        """Keep nothing."""


@dataclass
class LocalSession:
    """A session without HTTP."""

    account: Account
    session: AccountSession

    def rows(self, statement: str) -> Rows:
        """The answer. Whatever goes wrong is told as a client would see it."""
        try:
            result = self.account.execute(self.session, statement)
        except SnowflakeError as error:
            raise RefusedError(error.number, error.sqlstate, error.message) from None
        except Exception as error:
            raise RefusedError(*INTERNAL, repr(error)) from error
        names = [column.name.lower() for column in result.columns]
        return [dict(zip(names, row, strict=True)) for row in result.rows]


class LocalRun:
    """A fresh account with the world of the cases in it."""

    def __init__(self, book: Book, home: Path) -> None:
        self.book = book
        self._running = LocalAccount(home, progression="manual")
        self.account = self._running.account
        self.account.log = _NoLog(self.account.model.catalog, self.account.model.objects)
        prefix = "P1_"
        self.words = Words(
            book.names,
            prefix,
            "ADMIN",
            f"/{prefix.lower()}store/public/images/web:1",
            f"file://{home}/spec.yaml",
            f"file://{home}/",
        )
        for statements in (book.once, book.world):
            run_all(statements, self.words, self._session())
        self._put_specification()

    def run(self, case: Case) -> Verdict:
        """One case; the account is as before afterwards."""
        with self.undone(), self._waiting(case.under_way) as words:
            admin = self._session()
            prepare(case, words, admin)
            actor = self._session() if case.service is None else self._service(case.service)
            verdict = run(case, words, admin, actor)
        self._put_specification()
        return verdict

    def close(self) -> None:
        """End the account."""
        self._running.stop()

    def _session(self) -> LocalSession:
        found = self.account.model.objects.find("USER", "ADMIN")
        assert found is not None
        return LocalSession(self.account, self.account.model.identity.session(Holder(found.id)))

    def _service(self, name: str) -> LocalSession:
        path = parse_name(self.words.value(name))
        assert path is not None
        found = self.account.model.objects.find_path("SERVICE", path.parts)
        assert found is not None
        token = self.account.model.issue_service_token(found.id, found.owner_id)
        return LocalSession(
            self.account, self.account.model.identity.session(self.account.model.sign_in.by_token(token))
        )

    @contextmanager
    def _waiting(self, name: str | None) -> Iterator[Words]:
        """What the names stand for while a statement of this user waits, in a session of theirs."""
        if name is None:
            yield self.words
            return
        found = self.account.model.objects.find("USER", self.words.value(name))
        assert found is not None
        session = self.account.model.identity.session(Holder(found.id))
        session.warehouse = self.words.value("MILL")
        with self.account.model.under_way.kept(session, Running()):
            yield replace(self.words, session=str(session.id))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens in here has not happened afterwards."""
        try:
            with self.account.model.catalog.transaction():
                yield
                raise _UndoneError
        except _UndoneError:
            pass

    def _put_specification(self) -> None:
        """PUT and REMOVE reach files, which no transaction takes back."""
        stage = self._stage()
        if not self.account.model.stages.list(stage, ""):
            self.account.model.stages.write(stage, "spec.yaml", self.words.value(SPECIFICATION).encode())

    def _stage(self) -> StoredObject:
        found = self.account.model.objects.find_path("STAGE", (f"{self.words.prefix}DEPOT", "APP", "FILES"))
        assert found is not None
        return found
