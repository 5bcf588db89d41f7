"""witnesses.json: for each row the test that has the account do what the row says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

TESTS = Path(__file__).parents[1]
PATH = Path(__file__).parent / "witnesses.json"
COMMAND = "python -m spcs_local_tests.parity.document"
# what they do is up to examples, kills or mutations, or done to write of it
_NO_WITNESSES = ("browser/", "coverage/", "parity/", "properties/", "soak/", "privileges/test_mutations.py")
_CASES = "privileges/"
_CLIENTS = "clients/"
_WORD = re.compile(r"[a-z]+")
_REFUSAL = re.compile(r"refus(e|es|ed|al)")


def load(path: Path = PATH) -> dict[str, str]:
    """Tests by keys; a test is named from the folder of all of them: `kinds/test_tags.py::test_tag`."""
    witnesses: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return witnesses


def save(witnesses: Mapping[str, str], path: Path = PATH) -> None:
    """In the order of the keys."""
    path.write_text(json.dumps(dict(sorted(witnesses.items())), indent=1) + "\n", encoding="utf-8")


def may_witness(test: str) -> bool:
    """Whether a test does the same in every run, and is none of a refusal, whose world is not what it looks at."""
    name = test.partition("::")[2].partition("[")[0]
    return not test.startswith(_NO_WITNESSES) and not _REFUSAL.search(name)


def chosen(key: str, tests: Iterable[str]) -> str:
    """The best of several, whatever the order in which they ran: one that is about what the row says."""
    what = key.partition(":")[2].lower()
    words, verb = _words(what), what.partition("_")[0]

    def rank(test: str) -> tuple[bool, bool, int, bool, int, str]:
        of_no_client = key.startswith("request:") and not test.startswith(_CLIENTS)
        # a case of rights is named by its statement, and shows that it is done; the others show what comes of it
        case = test.startswith(_CASES)
        of_another = case and not test.lower().partition("[")[2].startswith(verb)
        return of_no_client, of_another, -len(words & _words(test)), case, len(test), test

    return min(tests, key=rank)


def is_there(test: str) -> bool:
    """Whether its file has a function of its name."""
    file, _, name = test.partition("::")
    function = name.partition("[")[0].rpartition("::")[2]
    path = TESTS / file
    return path.is_file() and f"def {function}(" in path.read_text(encoding="utf-8")


def _words(text: str) -> set[str]:
    """Without the plural's end: `show SERVICES` is what `test_service.py` is about; fields begin with `spec`."""
    return {word.removesuffix("s") for word in _WORD.findall(text.lower().replace("specification", "spec"))}
