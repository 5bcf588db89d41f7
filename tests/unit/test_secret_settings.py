"""What a configuration says of the stack's secrets."""

from __future__ import annotations

import pytest

from components import settings
from components.secret import Secret
from components.secret_settings import MilvusSecretSettings
from components.sql import Identifier
from tests.unit.configuration import loaded, problems, source
from tests.unit.recording import SECRET_KEYS

KEY = "milvus-spcs:milvusRootPassword"
MARKED = [*SECRET_KEYS, KEY]


def test_passwords_are_made_unless_one_is_given() -> None:
    expected = MilvusSecretSettings(root=Identifier("MILVUS_ROOT"), notebook=Identifier("MILVUS_NOTEBOOK"))
    assert loaded().milvus_secrets == expected
    given = settings.load(source({"milvusRootPassword": "long enough?".replace(" ", "-")}, MARKED), {})
    assert given.milvus_secrets.root_password == Secret("long-enough?")


@pytest.mark.parametrize("password", ["Milvus", "short", "with space", "with:colon", "x" * 73, "pässword"])
def test_a_password_that_milvus_would_not_take_is_refused_and_not_shown(password: str) -> None:
    found = problems(source({"milvusRootPassword": password}, MARKED))
    assert "6 to 72 letters" in found[KEY]
    assert password == "Milvus" or password not in found[KEY]


def test_a_password_in_clear_is_refused() -> None:
    assert "stored in clear" in problems(source({"milvusRootPassword": "long-enough"}))[KEY]


def test_one_name_for_both_is_refused() -> None:
    found = problems(source({"milvusNotebookSecret": "MILVUS_ROOT"}))
    assert "another name than that of root's" in found["milvus-spcs:milvusNotebookSecret"]
    with pytest.raises(ValueError, match="both secrets are A; allowed: one for each user"):
        MilvusSecretSettings(root=Identifier("A"), notebook=Identifier("A"))
