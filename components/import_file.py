"""`python -m components.import_file`: the file by which `pulumi import` takes over what is in the account.

For an account that was set up by hand, and for a stack whose state is lost (docs/taking-over.md). It changes nothing:
the engine is asked what the program wants, and the account what of that is there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from components import session
from components.account_reader import AccountReader
from components.comments import MADE_BY
from components.engine import Engine, EngineError
from components.existing_lookup import made_by
from components.problems import AccountError, SettingsError
from components.session import StatementError
from components.settings import load
from components.stack_file import StackFileError
from components.takeover import FoundResource, Takeover
from components.wanted_resources import wanted_resources
from components.whole_files import write_whole

CONFIG_FILE = "PULUMI_OPTION_CONFIG_FILE"  # as the engine reads it


def main(arguments: Sequence[str]) -> int:
    """What cannot be taken over ends with 2, and no file is written."""
    options = _parser().parse_args(arguments)
    engine = Engine(options.stack, Path())
    name = options.stack.rpartition("/")[2]
    file = Path(options.file or f"import-{name}.json")
    try:
        _check_place(file)
        found, looking, content = _found(engine, Path(os.environ.get(CONFIG_FILE) or f"Pulumi.{name}.yaml"))
        if found:
            write_whole(file, content)
    except (SettingsError, AccountError, StatementError, EngineError, StackFileError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: nothing was changed", file=sys.stderr)
        return 130
    nothing = ["The account shows nothing of what the stack wants and its state lacks: pulumi up makes it."]
    print("\n".join([*(_said(found, options.stack, file) if found else nothing), _unseen(looking)]))
    return 0


def _check_place(file: Path) -> None:
    """Before anything is asked. Raises OSError."""
    if file.is_dir():
        raise IsADirectoryError(f"{file} is a directory. To do: name the file to write in it")
    above = next(it for it in file.absolute().parents if it.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise NotADirectoryError(f"{file} cannot be written: {above} is no directory that is yours to write in")


def _found(engine: Engine, config: Path) -> tuple[list[FoundResource], list[str], str]:
    """What is there, who looked, and the file for it."""
    if not config.exists():
        raise StackFileError(f"there is no {config}. To do: name a stack that has one, from the project's directory")
    wanted = wanted_resources(engine, config)
    settings = load(engine.configuration(), os.environ)
    connection = settings.connection
    with closing(AccountReader(partial(session.open_session, connection))) as reader:
        own = made_by(f"{MADE_BY}{engine.full_name()}", settings, reader)
        takeover = Takeover(wanted, reader, connection.role, own)
        found, looking = takeover.found(), takeover.looking()
    return found, looking, wanted.file(it.spec for it in found)


def _said(found: Sequence[FoundResource], stack: str, file: Path) -> list[str]:
    objects = [str(it) for it in found if it.owner]
    return [
        f"{file} (mode 0600) has what is there, {len(objects)} objects; pulumi up makes the rest:",
        *(f"  - {it}" for it in objects),
        "Next (docs/taking-over.md):",
        f"  pulumi stack export --stack {stack} --file before.json     # the way back",
        f"  pulumi import --stack {stack} --file {file} --generate-code=false",
        f"  pulumi preview --stack {stack}                             # nothing to replace, nothing to delete",
        f"  pulumi up --stack {stack}",
    ]


def _unseen(looking: Sequence[str]) -> str:
    return f"Looked as {', '.join(looking)}: what none of these has a privilege on is not shown, and counts as absent."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.import_file", description=__doc__)
    parser.add_argument("--stack", required=True, help="whose state is to have what is there")
    parser.add_argument("--file", help="what to write; import-<stack>.json if it is left out")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
