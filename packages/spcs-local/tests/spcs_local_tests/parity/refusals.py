"""What the reasons say is refused, as clients send it: each word of each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from spcs_local.account import Account
from spcs_local.model.documented import PRIVILEGES, PROPERTIES
from spcs_local_tests.coverage.grammar import Grammar
from spcs_local_tests.coverage.table import Table
from spcs_local_tests.parity import reasons
from spcs_local_tests.parity.keys import field_key, outside_key, statement_key
from spcs_local_tests.privileges.cases import load
from spcs_local_tests.services.world import PLAIN, PREPARATION

_INGRESS = "TYPE = OAUTH OAUTH_CLIENT = SNOWSERVICES_INGRESS ENABLED = TRUE"
WORLD = (
    *PREPARATION,
    "CREATE SECRET DEMO.APP.WORD TYPE = GENERIC_STRING SECRET_STRING = 'x'",
    "CREATE TAG DEMO.APP.MARK",
    "CREATE USER VISITOR",
    "CREATE WAREHOUSE MILL",
    f"CREATE SECURITY INTEGRATION DOOR {_INGRESS}",
    "USE ROLE OWNER",
    f"CREATE SERVICE DEMO.APP.WEB IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$",
)
_SET, _UNSET = "SET {} = 'x'", "UNSET {}"
_NODES = "MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"
# what a property may be written in
_PLACES: Mapping[str, tuple[str, ...]] = {
    "COMPUTE POOL": (f"CREATE COMPUTE POOL NEW {_NODES} {{}} = 'x'",),
    "DATABASE": ("CREATE DATABASE NEW {} = 'x'",),
    "PROGRAMMATIC ACCESS TOKEN": ("ALTER USER VISITOR ADD PROGRAMMATIC ACCESS TOKEN NEW {} = 1",),
    "SCHEMA": ("CREATE SCHEMA DEMO.NEW {} = 'x'",),
    "SECRET": ("CREATE SECRET DEMO.APP.NEW TYPE = GENERIC_STRING SECRET_STRING = 'x' {} = 'x'",),
    "SECURITY INTEGRATION": (f"CREATE SECURITY INTEGRATION NEW {_INGRESS} {{}} = 'x'",),
    "SERVICE": (f"CREATE SERVICE DEMO.APP.NEW IN COMPUTE POOL POOL {{}} = 'x' FROM SPECIFICATION $${PLAIN}$$",),
    "STAGE": ("CREATE STAGE DEMO.APP.NEW {} = 'x'",),
    "TAG": ("CREATE TAG DEMO.APP.NEW {} = 'x'",),
    "USER": ("CREATE USER NEW {} = 'x'",),
    "WAREHOUSE": ("CREATE WAREHOUSE NEW {} = 'x'",),
    "DIRECTORY": (
        "CREATE STAGE DEMO.APP.NEW DIRECTORY = ({} = 'x')",
        "ALTER STAGE DEMO.APP.FILES SET DIRECTORY = ({} = 'x')",
    ),
    "ENCRYPTION": ("CREATE STAGE DEMO.APP.NEW ENCRYPTION = ({} = 'x')",),  # which ALTER does not take at all
    "FILE_FORMAT": (
        "CREATE STAGE DEMO.APP.NEW FILE_FORMAT = ({} = 'x')",
        "ALTER STAGE DEMO.APP.FILES SET FILE_FORMAT = ({} = 'x')",
    ),
}
_OBJECTS: Mapping[str, str] = {
    "COMPUTE POOL": "POOL",
    "DATABASE": "DEMO",
    "SCHEMA": "DEMO.APP",
    "SECRET": "DEMO.APP.WORD",
    "SECURITY INTEGRATION": "DOOR",
    "SERVICE": "DEMO.APP.WEB",
    "STAGE": "DEMO.APP.FILES",
    "TAG": "DEMO.APP.MARK",
    "USER": "VISITOR",
    "WAREHOUSE": "MILL",
}
_NO_UNSET = ("STAGE",)
_FIELDS: Mapping[str, str] = {
    field_key("spec.containers.secrets.snowflakeSecret.objectReference"): (
        f"{PLAIN}      secrets: [{{snowflakeSecret: {{objectReference: r}}, directoryPath: /s}}]\n"
    ),
}
_STAND_INS: Mapping[str, str] = {
    "property = value …": "COMMENT = 'x'",
    "property, …": "COMMENT",
    "new name": "OTHER",
    "name": "NOBODY",
    "'text'": "'x'",
}
_OPTIONAL = re.compile(r" ?\[[^\[\]]*\]")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Refusal:
    """`key`: of the row that says so. `told`: a part of the error's text, as other words of it may be refused too."""

    key: str
    statement: str
    told: str = ""


def refusals(account: Account) -> Iterator[Refusal]:
    """Of all rows but requests."""
    yield from (Refusal(outside_key(text), text) for text in reasons.STATEMENTS)
    yield from _of_properties()
    yield from _of_privileges()
    yield from _of_no_statement(account)
    yield from (Refusal(key, _service(text), key.rpartition(".")[2]) for key, text in _FIELDS.items())


def _of_properties() -> Iterator[Refusal]:
    for kind, names in PROPERTIES.items():
        for text, name in product(_places(kind), sorted(names)):
            yield Refusal(outside_key(f"properties of {kind}"), text.format(name), f"Property {name} of {kind} is not")


def _places(kind: str) -> list[str]:
    changes = [] if kind not in _OBJECTS else [_SET] if kind in _NO_UNSET else [_SET, _UNSET]
    return [*_PLACES[kind], *(f"ALTER {kind} {_OBJECTS[kind]} {change}" for change in changes)]


def _of_privileges() -> Iterator[Refusal]:
    for kind, privileges in PRIVILEGES.items():
        on = f"{kind} {_OBJECTS[kind]}" if kind in _OBJECTS else kind
        for privilege in sorted(privileges):
            told = f"Privilege {privilege} on {kind} is not"
            for text in (f"GRANT {privilege} ON {on} TO ROLE OWNER", f"REVOKE {privilege} ON {on} FROM ROLE OWNER"):
                yield Refusal(outside_key(f"privileges on {kind}"), text, told)


def _of_no_statement(account: Account) -> Iterator[Refusal]:
    for _, rows in Table(account, Grammar.read(), load()).chapters():
        for key, row in rows.items():
            for text in () if row.supported else written_out(row.statement):
                yield Refusal(statement_key(*key), text, "syntax error")


def written_out(statement: str) -> list[str]:
    """Statements as they are sent, one for each choice, without what may be left out."""
    before = ""
    while before != statement:
        before, statement = statement, _OPTIONAL.sub("", statement)
    for placeholder, word in _STAND_INS.items():
        statement = statement.replace(placeholder, word)
    found = _CHOICE.search(statement)
    if found is None:
        return [statement]
    return [text for word in found[1].split(" | ") for text in written_out(statement.replace(found[0], word, 1))]


def _service(specification: str) -> str:
    return f"CREATE SERVICE DEMO.APP.NEW IN COMPUTE POOL POOL FROM SPECIFICATION $${specification}$$"
