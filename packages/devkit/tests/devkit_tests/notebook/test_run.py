"""Notebooks through the ingress, and what is said where they fail."""

from __future__ import annotations

import pytest

from devkit.notebook import Credentials, NotebookError, run_notebook
from devkit.testing.waiting import PATIENCE
from devkit_tests.notebook.fake_jupyter import FakeJupyter
from spcs_local_tests.ingress.stubs import PASSWORD

USER = Credentials("MILVUS_USER", password=PASSWORD)


def test_run_gives_the_last_cells_text(jupyter: FakeJupyter, url: str) -> None:
    lines: list[str] = []
    answer = run_notebook(url, USER, report=lines.append)
    assert answer == "Answer: Alan Turing"
    assert jupyter.ran == ["print one", "show 'two'", "print Answer: Alan Turing"]
    assert [line for line in lines if line.startswith("cell")] == [
        "cell 1 of 3: print one",
        "cell 2 of 3: show 'two'",
        "cell 3 of 3: print Answer: Alan Turing",
    ]
    assert "  'two'" in lines
    assert jupyter.kernels == set()
    assert jupyter.methods == ["GET"]


def test_run_works_with_a_token(jupyter: FakeJupyter, url: str) -> None:
    token = Credentials("MILVUS_USER", token="session-of-milvus-user")
    assert run_notebook(f"http://{url}", token, report=lambda _: None) == "Answer: Alan Turing"
    assert jupyter.kernels == set()


@pytest.mark.parametrize(
    ("notebook", "message"),
    [
        ("folder/Bad.ipynb", "cell 2 of 3 failed: ValueError: no milvus"),
        ("Dies.ipynb", "cell 1 of 1: the kernel died"),
        ("Hangs.ipynb", "cell 1 of 1: not finished within 0 s"),
        ("Closes.ipynb", "the connection to the kernel was closed"),
        ("Empty.ipynb", "it has no code cell"),
        ("None.ipynb", "notebook None.ipynb: the service has no such file"),
    ],
)
def test_run_says_what_failed(jupyter: FakeJupyter, url: str, notebook: str, message: str) -> None:
    # the one that would be waited for in vain is given little time, the others as much as they need
    seconds = 0.3 if notebook == "Hangs.ipynb" else PATIENCE
    with pytest.raises(NotebookError, match=message) as failed:
        run_notebook(url, USER, notebook, report=lambda _: None, seconds=seconds)
    assert "\x1b" not in str(failed.value)
    assert "print never" not in jupyter.ran
    assert jupyter.kernels == set()


@pytest.mark.parametrize(
    ("credentials", "message"),
    [
        (Credentials("MILVUS_USER", password="wrong"), r"refused MILVUS_USER \(401\): Incorrect username"),
        (Credentials("STRANGER", password=PASSWORD), r"refused STRANGER \(403\): User STRANGER may not use"),
        (Credentials("MILVUS_USER", token="gone"), r"refused MILVUS_USER \(401\).*Session no longer exists"),
    ],
)
def test_run_says_who_was_refused(jupyter: FakeJupyter, url: str, credentials: Credentials, message: str) -> None:
    with pytest.raises(NotebookError, match=message) as failed:
        run_notebook(url, credentials, report=lambda _: None)
    assert PASSWORD not in str(failed.value)
    assert jupyter.ran == []
