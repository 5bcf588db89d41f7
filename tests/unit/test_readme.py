"""The README's example of other services is configuration that the program takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

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
def example(project_files: Path) -> dict[str, str]:
    """The README's configuration, as the engine hands it over, in a project with the files that it says to add."""
    (project_files / "images" / "hello").mkdir()
    (project_files / "images" / "hello" / "Dockerfile").write_text(DOCKERFILE)
    (project_files / "specs" / "hello.yaml").write_text(SPECIFICATION)
    _, _, section = README.read_text(encoding="utf-8").partition("## Adding a service")
    given = yaml.safe_load(section.split("```yaml\n")[1].split("```")[0])["config"]
    return {key: json.dumps(value) for key, value in given.items()}


def test_run_the_example(example: dict[str, str]) -> None:
    recording.configure(example)
    found = recording.record(recording.run_program)

    service = found.named("hello-service").inputs
    assert (service["name"], service["computePool"]) == ("HELLO", "JUPYTER_COMPUTE_POOL")
    assert "/milvus_demo/public/milvus_repo/hello:" in service["fromSpecification"]["text"]
    assert "hello-rollout" in found.of_type(":Rollout")
    second = found.named("second-service").inputs
    assert (second["name"], second["computePool"]) == ("SECOND", "MILVUS_COMPUTE_POOL")
    assert "size: 20Gi" in second["fromSpecification"]["text"]
    let_in = {"milvus-jupyter-service-role", "second-jupyter-service-role"}
    assert {"hello-service-role", "jupyter-service-role", *let_in} == set(found.of_type(":ServiceRole"))
