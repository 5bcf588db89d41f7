"""Who has no business in Milvus: whether it lets them in, and where its passwords can be seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from docker.models.containers import Container

from devkit.context import Context
from tests.stack.inside import CONNECT, of_the_account, told

SECRET_S = "the secret's"
LOGINS: Mapping[str, Mapping[str, str]] = {
    "anonymous": {},
    "everybody's": {"user": "root", "password": "Milvus"},
    "the hash of before": {"user": "root", "password": "!"},
    "none": {"user": "root", "password": ""},
    "another user": {"user": "notebook", "password": "Milvus"},
}
NO_RIGHT = "permission deny"  # what Milvus says to a user without the right
# with what a user may try: a call that asks for rights over others' data, or over Milvus itself
_REFUSED = (
    CONNECT
    + """
def refused(act):
    try:
        act()
    except Exception as error:
        return f"{type(error).__name__}: {error}".replace("\\n", " ")
    return "LET IN"
"""
)
# the client says the same of a server that turns it away as of one that is not there, so that the user of the secret
# asks as well
_LET_IN = """
import json
from pymilvus import MilvusClient
logins = %r
def as_whom(login):
    return lambda: MilvusClient("http://milvus:19530", **login, timeout=3)
asking = {**{who: as_whom(login) for who, login in logins.items()}, "the secret's": connect}
print(json.dumps([who for who, client in asking.items() if refused(lambda: client().list_collections()) == "LET IN"]))
"""
_SAID = """
import json
print(json.dumps([refused(act) for act in acts]))
"""
_REACHED = """
import json, socket
for host, port in %r:
    try:
        socket.create_connection((host, port), timeout=3).close()
        print(json.dumps([host, port]))
    except OSError:
        pass
"""
_PASSWORDS = """
import pathlib
for user in ("root", "notebook"):
    print(pathlib.Path("/run/secrets/milvus", user, "password").read_text())
"""


def let_in(notebook: Container, logins: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Who of these and of the secret's user lists collections, each by a name of the test's."""
    return list(json.loads(told(notebook, _REFUSED + _LET_IN % dict(logins))[-1]))


def answers(notebook: Container, program: str) -> list[str]:
    """What Milvus says to each of a program's `acts`."""
    return list(json.loads(told(notebook, _REFUSED + program + _SAID)[-1]))


def reached(notebook: Container, addresses: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those to which a connection is made from the notebook's container."""
    return [(host, port) for host, port in map(json.loads, told(notebook, _REACHED % (list(addresses),)))]


def passwords(keeper: Container, before: str = "") -> list[str]:
    """Of root and of the notebook's user, as files beside Milvus have them; `before` is a program that runs first."""
    return told(keeper, before + _PASSWORDS)


def shown_by_docker(context: Context) -> str:
    """What it tells of all the account's containers: as they are made, their logs, and their processes."""
    found = []
    with of_the_account(context) as running:
        for it in running:
            found += [json.dumps(it.attrs), it.logs().decode(errors="replace"), json.dumps(it.top(ps_args="auxww"))]
    assert found
    return "\n".join(found)
