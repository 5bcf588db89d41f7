"""The dependency graph of a state."""

from __future__ import annotations

from devkit.bench import graph


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
