"""`make park` and `make unpark`: which stack's file says so, and what is run."""

import json

import pytest

from devkit import files, local_run, parking, set_up
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.set_up import Tasks

# answers what the configuration is, and notes what else it is asked for
ENGINE = """#!/bin/sh
if [ "$1" = config ]; then cat configuration; else echo "$@" >> lines; exit 3; fi
"""


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch, bare_path: None) -> Context:  # noqa: ARG001
    """One that is set up."""

    def nothing(given: Context) -> Tasks:
        work = Tasks(given)
        work.add("nothing", lambda: None)
        return work

    monkeypatch.setattr(set_up, "engine_tasks", nothing)
    files.write(context.paths.engine(context.versions.engine) / "pulumi", ENGINE, 0o755)
    return context


def configure(clone: Context, value: str | None) -> None:
    entries = {} if value is None else {"milvus-spcs:parked": {"value": value, "secret": False}}
    (clone.paths.root / "configuration").write_text(json.dumps(entries))


@pytest.mark.parametrize(("value", "parked"), [("true", True), ("false", False), (None, False)])
def test_runs_up_on_a_stack_whose_file_says_so(clone: Context, value: str | None, parked: bool) -> None:
    configure(clone, value)
    assert (parking.park if parked else parking.unpark)(clone, "dev") == 3
    assert (clone.paths.root / "lines").read_text() == "up --stack dev\n"


@pytest.mark.parametrize(
    ("value", "parked", "todo"),
    [
        (None, True, "To do: pulumi config set milvus-spcs:parked true --stack dev; commit the file; then make park"),
        ("true", False, "To do: pulumi config rm milvus-spcs:parked --stack dev; commit the file; then make unpark"),
    ],
)
def test_changes_no_file_of_another_stack_and_says_what_to_set(
    clone: Context, value: str | None, parked: bool, todo: str
) -> None:
    configure(clone, value)
    with pytest.raises(ToolchainError, match="milvus-spcs:parked of stack dev is ") as refusal:
        (parking.park if parked else parking.unpark)(clone, "dev")
    assert todo in str(refusal.value)
    assert sorted(it.name for it in clone.paths.root.iterdir()) == ["configuration"]


@pytest.mark.parametrize("stack", [None, "local"])
def test_without_a_stack_it_is_the_local_one(
    clone: Context, monkeypatch: pytest.MonkeyPatch, stack: str | None
) -> None:
    monkeypatch.setattr(local_run, "park", lambda _context, *, parked: 7 if parked else 5)
    assert (parking.park(clone, stack), parking.unpark(clone, stack)) == (7, 5)
