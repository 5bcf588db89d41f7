"""The account, asked by whichever role can see what is looked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from components.account_objects import ObjectName, find
from components.session import Row, Session, SignInError, StatementError
from components.shared_sessions import SharedSessions


class Account:
    """`deploying` is the role that signs in where another one cannot: it has what a dropped role owned.

    To be closed: it signs out.
    """

    def __init__(self, open_session: Callable[[str], AbstractContextManager[Session]], deploying: str) -> None:
        self._sessions = SharedSessions(open_session)
        self.deploying = deploying

    def look(self, name: ObjectName, role: str | None) -> Row | None:
        """What the account shows of an object that the role makes. Raises StatementError."""
        return find(self._session(role or self.deploying), name)

    def rows(self, statement: str) -> list[Row]:
        """As the deploying role with all others of the user. Raises StatementError."""
        return self._session(self.deploying).rows(statement)

    def put(self, content: str, file: str, target: str) -> None:
        """As the deploying role, too."""
        self._session(self.deploying).put(content, file, target)

    def see_all(self) -> None:
        """A session that is restricted to one role goes on with that."""
        try:
            self.rows("USE SECONDARY ROLES ALL")
        except SignInError:
            raise
        except StatementError:
            pass

    def as_role(self, role: str) -> Session:
        """Signed in with it, or as the deploying role where it cannot. Raises StatementError."""
        return self._session(role)

    def close(self) -> None:
        self._sessions.close()

    def _session(self, role: str) -> Session:
        try:
            return self._sessions.session(role)
        except SignInError:
            if role == self.deploying:
                raise
            return self._sessions.session(self.deploying)
