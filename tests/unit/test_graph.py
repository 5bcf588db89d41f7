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
    recording.configure()
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
    assert "accountadmin" not in drawing
    assert "provider_owner" in drawing


def test_arrow_that_others_imply_is_left_out() -> None:
    def node(name: str, *needs: str) -> graph.Node:
        return graph.Node("snowflake:index/role:Role", name, "", "", tuple(f"Role:{it}" for it in needs))

    drawing = graph.draw([node("a"), node("b", "a"), node("c", "a", "b")])
    assert "role_a --> role_b" in drawing
    assert "role_b --> role_c" in drawing
    assert "role_a --> role_c" not in drawing


def test_state_is_read_as_the_program_is_recorded() -> None:
    urn = "urn:pulumi:local::milvus-spcs::"
    role = f"{urn}milvus-spcs:access:Access$snowflake:index/accountRole:AccountRole::access-role"
    deployment = {
        "resources": [
            {
                "type": "snowflake:index/accountRole:AccountRole",
                "urn": role,
                "parent": f"{urn}milvus-spcs:access:Access::access",
                "provider": f"{urn}pulumi:providers:snowflake::useradmin::0b51",
                "dependencies": [f"{urn}snowflake:index/user:User::access-user"],
            }
        ]
    }
    [node] = graph.nodes_of_state(deployment)
    assert (node.key, node.parent, node.provider) == ("AccountRole:access-role", "Access:access", "provider:useradmin")
    assert node.needs == ("User:access-user",)


def test_drawing_of_components_in_the_readme_is_current(nodes: list[graph.Node]) -> None:
    text = graph.README.read_text(encoding="utf-8")
    drawing = graph.draw_components(nodes)
    assert drawing in text, f"README.md differs from the program. {MEND}"
    assert text == graph.with_components(text, drawing)
