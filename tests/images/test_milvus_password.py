"""Who gets into a Milvus whose volume is new, or of a time without passwords."""

from __future__ import annotations

import pytest
from docker.models.images import Image

from tests.images.place import INSERT, Place

ASKING = {"COMMON_SECURITY_AUTHORIZATIONENABLED": "true"}
# Whether the password that everybody knows ever lets in, until that of the secret does.
TRY_BOTH = """
import time
from pymilvus import MilvusClient
begun, seen = time.monotonic(), set()
def lets_in(password):
    try:
        return MilvusClient("http://milvus:19530", user="root", password=password, timeout=1).list_collections()
    except Exception:
        return None
while (found := lets_in("of-the-secret")) is None:
    seen.add(lets_in("Milvus"))
    if time.monotonic() - begun > 300:
        raise SystemExit("nobody is let in")
print({*seen, lets_in("Milvus")}, found)
"""


@pytest.mark.parametrize("used", [False, True], ids=["new", "of a time without passwords"])
def test_roots_password_that_everybody_knows_never_lets_in(
    place: Place, jupyter: Image, milvus: Image, keeper: Image, *, used: bool
) -> None:
    if used:
        with place.milvus(milvus):
            place.ask(jupyter, INSERT)
    kept = "['kept']" if used else "[]"
    with place.milvus(milvus, environment=ASKING) as container, place.keeper(keeper, container):
        assert place.run(jupyter, TRY_BOTH).endswith(f"{{None}} {kept}\n")
    # the second time nothing is to be set
    with place.milvus(milvus, environment=ASKING) as container:
        assert place.run(jupyter, TRY_BOTH).endswith(f"{{None}} {kept}\n")
        assert b"of-the-secret" not in container.logs()
