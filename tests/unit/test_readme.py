"""The README's example of another service is a program that runs."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit import recording

README = recording.ROOT / "README.md"
DOCKERFILE = "FROM scratch\n"
SPECIFICATION = """\
spec:
  containers:
    - name: hello
      image: ${image}
  endpoints:
    - name: hello
      port: 8080
      public: true
"""


@pytest.fixture
def example(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project with what the README says to add."""
    (project / "specs").unlink()
    (project / "specs").mkdir()
    for file in (recording.ROOT / "specs").iterdir():
        (project / "specs" / file.name).symlink_to(file)
    (project / "images" / "hello").mkdir()
    (project / "images" / "hello" / "Dockerfile").write_text(DOCKERFILE)
    (project / "specs" / "hello.yaml").write_text(SPECIFICATION)
    monkeypatch.setitem(sys.modules, "components.stack", with_addition())


def with_addition() -> ModuleType:
    """components/stack.py with the README's code before the return of its last function."""
    _, _, section = README.read_text(encoding="utf-8").partition("## Adding a service")
    added = textwrap.indent(section.split("```python\n")[1].split("```")[0], "    ")
    before, found, after = (recording.ROOT / "components" / "stack.py").read_text().rpartition("    return {")
    assert found
    module = ModuleType("components.stack")
    exec(compile(f"{before}{added}{found}{after}", "stack.py", "exec"), module.__dict__)  # noqa: S102 - our own text
    return module


@pytest.mark.usefixtures("example")
def test_run_the_example() -> None:
    recording.configure()
    found = recording.record(recording.run_program)

    service = found.named("hello-service").inputs
    assert (service["name"], service["computePool"]) == ("HELLO", "JUPYTER_COMPUTE_POOL")
    assert "/milvus_demo/public/milvus_repo/hello:" in service["fromSpecification"]["text"]
    assert "hello-rollout" in found.of_type(":Rollout")
