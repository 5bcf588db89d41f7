"""Tokens of services: each is one service's, by its id, and good for an hour."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.errors import OtherUserError, SignInFailedError
from spcs_local.model.object_kinds import ObjectKind
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.service_tokens import ServiceTokens
from spcs_local_tests.ingress.stubs import Clock

SERVICE = ObjectKind(name="SERVICE", plural="SERVICES", scope="SCHEMA")
ROLE = ObjectKind(name="ROLE", plural="ROLES", scope="ACCOUNT")


class World:
    """A service SVC of a role, and what tells of its tokens."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.catalog = Catalog(path / "catalog.sqlite", MIGRATIONS)
        self.objects = Objects(self.catalog)
        self.tokens = ServiceTokens(self.catalog, self.objects, self.clock)
        self.owner, self.other = (self.objects.create(ROLE, None, name, None, {}) for name in ("OWNER", "OTHER"))
        self.service = self.make()

    def make(self) -> StoredObject:
        return self.objects.create(SERVICE, None, "SVC", self.owner.id, {})

    def token(self) -> str:
        return self.tokens.issue(self.service.id, self.service.owner_id, 3600)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_token_is_of_its_service_for_an_hour(world: World) -> None:
    token = world.token()
    world.clock.now += 3599
    assert world.tokens.holder(token).id == world.service.id
    assert world.tokens.holder(token, "svc").id == world.service.id
    with pytest.raises(OtherUserError):
        world.tokens.holder(token, "ADMIN")
    world.clock.now += 1
    with pytest.raises(SignInFailedError, match="Invalid OAuth access token"):
        world.tokens.holder(token)


def test_service_made_again_under_the_name_has_other_tokens(world: World) -> None:
    token = world.token()
    world.objects.drop(world.service)
    assert world.make().id != world.service.id
    with pytest.raises(SignInFailedError):
        world.tokens.holder(token)


def test_token_goes_with_the_owner(world: World) -> None:
    token = world.token()
    world.objects.set_owner(world.service, world.other.id)
    with pytest.raises(SignInFailedError):
        world.tokens.holder(token)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "D.S.SVC", "owner": 1},
        {"sub": "99", "owner": None},
        {"sub": "2", "owner": 1},
        {"owner": 1},
        {"sub": "1"},
    ],
)
def test_token_that_names_no_service_is_refused(world: World, claims: dict[str, object]) -> None:
    key = world.tokens._key
    token = jwt.encode({"aud": "local-account-service", "exp": 10**10, **claims}, key, algorithm="HS256")
    for text in (token, token + "x", "none", ""):
        with pytest.raises(SignInFailedError):
            world.tokens.holder(text)
