"""`python -m devkit.notebook` through the ingress, in front of a Jupyter server that plays a script."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit.notebook import Credentials, NotebookError, run_notebook
from devkit.notebook.__main__ import main
from devkit.testing.waiting import PATIENCE, until
from spcs_local.ingress import server_options
from spcs_local_tests.ingress.conftest import Ingress
from spcs_local_tests.ingress.fake_jupyter import FakeJupyter
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, PASSWORD, StubEndpoint
from spcs_local_tests.serving import serve

NOTEBOOKS = {
    "TestMilvus.ipynb": ["print one", "", "show 'two'", "print Answer: Alan Turing"],
    "folder/Bad.ipynb": ["print one", "raise no milvus", "print never"],
    "Dies.ipynb": ["die"],
    "Hangs.ipynb": ["hang"],
    "Closes.ipynb": ["close"],
    "Empty.ipynb": [""],
}
USER = Credentials("MILVUS_USER", password=PASSWORD)
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def jupyter(ingress: Ingress) -> Iterator[FakeJupyter]:
    """The service behind the ingress."""
    fake = FakeJupyter(NOTEBOOKS)
    with socket.create_server(("127.0.0.1", 0)) as listener, serve(fake.app(), listener, **server_options()) as port:
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", port))
        yield fake


@pytest.fixture
def url(ingress: Ingress) -> str:
    """The notebook's URL as the stack exports it."""
    return f"{JUPYTER_HOST.split(':')[0]}:{ingress.port}"


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


def test_command_prints_the_answer_alone(
    jupyter: FakeJupyter,
    url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MILVUS_USER_PASSWORD", raising=False)
    monkeypatch.delenv("SNOWFLAKE_TOKEN", raising=False)
    assert main(["--url", url, "--user", "MILVUS_USER"]) == 2
    assert "MILVUS_USER_PASSWORD" in capsys.readouterr().err
    assert main(["--url", url, "--user", "MILVUS_USER", "--password-file", str(tmp_path / "none")]) == 2
    capsys.readouterr()
    (tmp_path / "password").write_text(PASSWORD + "\n")
    assert main(["--url", url, "--user", "MILVUS_USER", "--password-file", str(tmp_path / "password")]) == 0
    assert capsys.readouterr().out == "Answer: Alan Turing\n"
    monkeypatch.setenv("MILVUS_USER_PASSWORD", "wrong")
    assert main(["--url", url, "--user", "MILVUS_USER"]) == 1
    assert jupyter.kernels == set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_shuts_the_kernel_down(jupyter: FakeJupyter, url: str, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "devkit.notebook", "--url", url, "--user", "MILVUS_USER"]
    environment = os.environ | {"MILVUS_USER_PASSWORD": PASSWORD}
    with subprocess.Popen(
        [*command, "--notebook", "Hangs.ipynb"], env=environment, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            until(lambda: jupyter.ran, "that the cell runs")
        finally:
            process.send_signal(number)
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert errors.endswith("error: interrupted; the kernel was shut down\n")
    assert jupyter.kernels == set()
