"""Milvus follows the secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import grpc
import pytest
from keeper.passwords import Passwords

from tests.keeper.fake_users import FakeCoordinator, FakeProxy, Held, Unreached


@dataclass
class Kept:
    """A keeper with directories of secrets; `keeps` until it is ready, or is not after some looks."""

    directory: Path
    held: Held = field(default_factory=Held)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.passwords = Passwords(
            secrets=self.directory,
            collections={"notebook": ("demo",)},
            coordinator=FakeCoordinator(self.held),  # type: ignore[arg-type]  # of its form
            connect=lambda login: FakeProxy(self.held, login),  # type: ignore[arg-type,return-value]  # as above
            say=self.said.append,
        )

    def secret(self, user: str, password: str) -> None:
        (self.directory / user).mkdir(exist_ok=True)
        (self.directory / user / "username").write_text(user)
        (self.directory / user / "password").write_text(password)

    def keeps(self) -> bool:
        return any(self.passwords.keep() for _ in range(3))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    found = Kept(tmp_path)
    found.secret("root", "root-one")
    found.secret("notebook", "notebook-one")
    return found


def test_it_is_ready_once_milvus_has_what_the_secrets_say(kept: Kept) -> None:
    assert kept.keeps()
    assert kept.held.passwords == {"root": "root-one", "notebook": "notebook-one"}
    assert kept.held.granted


def test_it_is_not_ready_in_the_look_that_sets_roots_password(kept: Kept) -> None:
    assert not kept.passwords.keep()
    assert kept.passwords.keep()


@pytest.mark.parametrize("missing", ["root", "notebook"])
def test_without_a_secret_nothing_is_done(kept: Kept, missing: str) -> None:
    (kept.directory / missing / "password").unlink()
    assert not kept.keeps()
    assert (kept.held.calls, kept.said) == ([], [f"no secret yet in {kept.directory}"])


@pytest.mark.parametrize("user", ["root", "notebook"])
def test_a_password_that_rotates_is_set_and_the_one_before_is_none(kept: Kept, user: str) -> None:
    assert kept.keeps()
    kept.secret(user, "another-one")
    assert kept.keeps()
    assert kept.held.passwords[user] == "another-one"
    assert kept.held.open_channels == 1


def test_a_password_that_was_changed_by_hand_is_set_back(kept: Kept) -> None:
    assert kept.keeps()
    kept.held.passwords["root"] = "Milvus"
    assert kept.keeps()
    assert kept.held.passwords["root"] == "root-one"


def test_all_is_looked_at_again_after_milvus_was_away(kept: Kept) -> None:
    assert kept.keeps()
    kept.held.fails = Unreached(grpc.StatusCode.INTERNAL)
    assert not kept.keeps()
    kept.held.fails = None
    del kept.held.passwords["notebook"]
    assert kept.keeps()
    assert kept.held.passwords["notebook"] == "notebook-one"
    assert kept.said.count("Milvus: details of INTERNAL") == 1


def test_no_password_is_said(kept: Kept) -> None:
    assert kept.keeps()
    assert not [line for line in kept.said if "-one" in line]
    assert kept.said == ["the password of root is the secret's", "user notebook has its collections: demo"]
