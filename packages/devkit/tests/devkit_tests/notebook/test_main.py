"""`python -m devkit.notebook`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.notebook.__main__ import main
from devkit.testing.waiting import PATIENCE, until
from devkit_tests.notebook.fake_jupyter import FakeJupyter
from spcs_local_tests.ingress.stubs import PASSWORD


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
        [*command, "--notebook", "Hangs.ipynb"], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            until(lambda: jupyter.ran, "that the cell runs")
        finally:
            process.send_signal(number)
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert errors.endswith("error: interrupted; the kernel was shut down\n")
    assert jupyter.kernels == set()
