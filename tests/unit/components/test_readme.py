"""The README's example of another service is a program that runs."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.unit.components import recording

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
def example(project: Path) -> Path:
    """The project's program with what the README says to add."""
    (project / "specs").unlink()
    (project / "specs").mkdir()
    for file in (recording.ROOT / "specs").iterdir():
        (project / "specs" / file.name).symlink_to(file)
    (project / "images" / "hello").mkdir()
    (project / "images" / "hello" / "Dockerfile").write_text(DOCKERFILE)
    (project / "specs" / "hello.yaml").write_text(SPECIFICATION)
    _, _, section = README.read_text(encoding="utf-8").partition("## Adding a service")
    added = section.split("```python\n")[1].split("```")[0]
    written = project / "__main__.py"
    written.write_text((recording.ROOT / "__main__.py").read_text() + added)
    return written


def test_run_the_example(example: Path) -> None:
    recording.configure()
    found = recording.record(lambda: runpy.run_path(str(example), run_name="__main__"))

    service = found.named("hello-service").inputs
    assert (service["name"], service["computePool"]) == ("HELLO", "JUPYTER_COMPUTE_POOL")
    assert "/milvus_demo/public/milvus_repo/hello:" in service["fromSpecification"]["text"]
    assert "hello-rollout" in found.of_type(":Rollout")
