"""An account with a service, and ways to its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import PREPARATION, create, settle

USER_PASSWORD = "Milvus-users-1"
PEOPLE = (
    "GRANT ROLE OWNER TO ROLE ACCOUNTADMIN",
    f"CREATE USER SECOND PASSWORD = '{USER_PASSWORD}' DEFAULT_ROLE = PUBLIC",
    "GRANT ROLE ACCOUNTADMIN TO USER SECOND",
    f"CREATE USER GUEST_USER PASSWORD = '{USER_PASSWORD}' DEFAULT_ROLE = GUEST DEFAULT_SECONDARY_ROLES = ('ALL')",
    "GRANT ROLE GUEST TO USER GUEST_USER",
    "GRANT ROLE SYSADMIN TO USER GUEST_USER",
)


@dataclass
class Page:
    """The page of a running account, as a browser's tab has it."""

    account: RunningAccount

    def client(self, host: str = "127.0.0.1") -> httpx.Client:
        """A tab that has opened the page under this name."""
        origin = f"http://{host}:{self.account.port}"
        headers = {"Host": f"{host}:{self.account.port}", "Origin": origin}
        return httpx.Client(base_url=self.account.url, headers=headers, timeout=PATIENCE, trust_env=False)

    @contextmanager
    def signed_in(self, user: str = "ADMIN", password: str | None = None) -> Iterator[httpx.Client]:
        """A tab with somebody signed in."""
        with self.client() as client:
            answer = sign_in(client, user, self.account.password if password is None else password)
            assert answer.status_code == 303, answer.text
            yield client

    def sql(self, *statements: str) -> None:
        """Statements of the administrator."""
        with self.account.connect(role="ACCOUNTADMIN") as connection:
            run(connection, *statements)


def sign_in(client: httpx.Client, user: str, password: str, **headers: str) -> httpx.Response:
    """Send the form."""
    return client.post("/page/sign-in", data={"user": user, "password": password}, headers=headers)


def cookie_of(client: httpx.Client) -> dict[str, str]:
    """The tab's cookies as a header, to be sent from elsewhere."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}


@pytest.fixture
def page(spcs_local_factory: Callable[..., RunningAccount]) -> Page:
    """The page of an account with a running service of the role OWNER, which ACCOUNTADMIN inherits."""
    account = spcs_local_factory(progression="manual")
    run(account.connect(), *PREPARATION, *PEOPLE)
    create(account.connect(role="OWNER", database="DEMO", schema="APP"))
    settle(account)
    return Page(account)
