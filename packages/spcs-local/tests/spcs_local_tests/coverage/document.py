"""docs/statements.md, written from the grammar, the tables of properties and privileges.yaml."""

from __future__ import annotations

import tempfile
from pathlib import Path

from spcs_local.account import Account
from spcs_local.engine.served import served_functions
from spcs_local.testing import LocalAccount
from spcs_local_tests.coverage.grammar import Grammar
from spcs_local_tests.coverage.table import Table
from spcs_local_tests.privileges.cases import load

PATH = Path(__file__).parents[3] / "docs" / "statements.md"
COMMAND = "python -m spcs_local_tests.coverage.document"
HEAD = f"""\
# Statements that the local account knows

Written by `{COMMAND}` from the grammar (`src/spcs_local/statements/*.lark`), the tables of properties and
[`privileges.yaml`](../tests/spcs_local_tests/privileges.yaml); a test keeps it current.

A statement that is not here is error 990001, SQLSTATE 0A000, "… is not supported by the local account".
So are properties, privileges and objects that Snowflake documents and that are not here
(`src/spcs_local/model/documented.py`); a word that is none of Snowflake's is Snowflake's own error.

- *Properties*: those in bold are needed; any other that Snowflake does not document is an error of Snowflake's.
- *Privileges*: sets of which one suffices, taken from the cases that are allowed; roles where no privilege does it.
- *Refused*: what of a statement the grammar takes and the account does not.
"""
REFUSED = """\
## Refused whole

The grammar's rules are for every kind of object. Snowflake has no such statement for these, and they are its error in
syntax (001003, SQLSTATE 42000); so is a clause that the table does not have for a kind (`SHOW SECRETS … LIMIT`).

"""
COLUMNS = "| statement | properties | privileges | refused |\n|---|---|---|---|\n"


def text(account: Account) -> str:
    """The whole document."""
    parts = [HEAD]
    refused = []
    for title, rows in Table(account, Grammar.read(), load()).chapters():
        parts.append(f"## {title}\n\n{COLUMNS}" + "".join(f"{row}\n" for row in rows.values() if row.supported))
        refused += [f"- `{row.statement}`\n" for row in rows.values() if not row.supported]
    parts.append(REFUSED + "".join(refused))
    functions = ", ".join(f"`{name}`" for name in sorted(account.language.functions))
    parts.append(f"## Functions\n\nIn SELECT and CALL: {functions}.\n")
    served = ", ".join(f"`{name}`" for name in sorted(served_functions().values()))
    parts.append(f"In queries also: {served}.\n")
    return "\n".join(parts)


def main() -> None:
    """Bring the document up to date."""
    with tempfile.TemporaryDirectory() as home, LocalAccount(Path(home)) as running:
        PATH.write_text(text(running.account), encoding="utf-8")


if __name__ == "__main__":
    main()
