"""Workload identities: whose they are."""

from __future__ import annotations

import pytest

from spcs_local.errors import InvalidWorkloadIdentityError
from spcs_local.model.workload_identities import WorkloadIdentities, WorkloadIdentity
from spcs_local_tests.running import RunningAccount

IDENTITY = WorkloadIdentity("https://i", "s")


@pytest.fixture
def identities(account: RunningAccount) -> WorkloadIdentities:
    return account.account.model.workload_identities


@pytest.fixture
def user_id(account: RunningAccount) -> int:
    found = account.account.model.objects.find("USER", "ADMIN")
    assert found is not None
    return found.id


def test_identity_is_one_user_s(identities: WorkloadIdentities, user_id: int) -> None:
    identities.give(user_id, IDENTITY)
    found = identities.find("https://i", "s")
    assert found is not None
    assert (found[0], found[1].accepted) == (user_id, ("snowflakecomputing.com",))
    assert identities.find("https://i", "S") is None


def test_given_again_it_takes_the_place_of_the_other(identities: WorkloadIdentities, user_id: int) -> None:
    identities.give(user_id, IDENTITY)
    identities.used(user_id)
    identities.give(user_id, WorkloadIdentity("https://i", "t", ("a",)))
    assert identities.find("https://i", "s") is None
    found = identities.of(user_id)
    assert found is not None
    assert (found.subject, found.accepted, found.last_used) == ("t", ("a",), None)


def test_taken_it_is_refused(account: RunningAccount, identities: WorkloadIdentities, user_id: int) -> None:
    identities.give(user_id, IDENTITY)
    role = account.account.model.objects.list("ROLE")[0]  # any other object has an id
    with pytest.raises(InvalidWorkloadIdentityError, match="one that no other user has with this ISSUER"):
        identities.give(role.id, IDENTITY)
