"""docs/graph.md shows what the program registers."""

from __future__ import annotations

import pytest

from devkit.bench import graph
from tests.unit import recording

MEND = "Run: make up; .venv/bin/python -m devkit.bench.graph"


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> list[graph.Node]:
    """Of the program, as the engine would put them into its state."""
    monkeypatch.chdir(recording.ROOT)
    for name in ("ORGANIZATION_NAME", "ACCOUNT_NAME", "USER", "PASSWORD", "HOST", "PORT", "PROTOCOL", "ROLE"):
        monkeypatch.delenv(f"SNOWFLAKE_{name}", raising=False)
    recording.configure({"milvus-spcs:protect": "false"})  # as `make up` does
    return [
        graph.Node(
            type=item.type,
            name=item.name,
            parent=graph.key_of_urn(item.parent) if item.parent else "",
            provider=f"provider:{item.provider}" if item.provider else "",
            needs=tuple(graph.key_of_urn(urn) for urn in item.dependency_urns),
        )
        for item in recording.record(recording.run_program).resources
    ]


def test_drawing_is_current(nodes: list[graph.Node]) -> None:
    shown = graph.FILE.read_text(encoding="utf-8")
    assert shown == graph.draw(nodes), f"docs/graph.md differs from the program. {MEND}"


def test_drawing_has_every_resource_and_no_system_provider(nodes: list[graph.Node]) -> None:
    drawing = graph.draw(nodes)
    own = [node for node in nodes if node.type.startswith(("snowflake:", "docker:"))]
    assert [node.name for node in own if f'"{node.name}<br/>' not in drawing] == []
    assert "provider_deployer" not in drawing
    assert "provider_milvus_owner" in drawing
    assert "provider_jupyter_owner" in drawing


def test_drawing_of_components_in_the_readme_is_current(nodes: list[graph.Node]) -> None:
    text = graph.README.read_text(encoding="utf-8")
    drawing = graph.draw_components(nodes)
    assert drawing in text, f"README.md differs from the program. {MEND}"
    assert text == graph.with_components(text, drawing)
