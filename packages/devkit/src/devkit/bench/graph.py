"""The dependency graph of the stack, drawn from the engine's state.

`python -m devkit.bench.graph` writes docs/graph.md, every resource, and the components alone between two marks in
README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devkit import stack
from devkit.paths import Paths

ROOT = Paths.of_clone().root
FILE, README = ROOT / "docs" / "graph.md", ROOT / "README.md"
FIRST_MARK, LAST_MARK = "<!-- graph: python -m devkit.bench.graph -->", "<!-- /graph -->"
COMPONENT, PROVIDER = "milvus-spcs:", "pulumi:providers:"
HEAD = """\
# Dependency graph

What waits for what in `pulumi up`: an arrow points from a resource to one that needs it. Boxes are components. Arrows
that follow from others are left out. The providers of the owners' roles are the only ones that wait for a resource.
`python -m devkit.bench.graph` draws this from the state of a stack that is up; a test compares it with the program.

```mermaid
flowchart LR
"""


@dataclass(frozen=True)
class Node:
    """A resource; `needs` and `parent` are keys of other nodes."""

    type: str
    name: str
    parent: str
    provider: str
    needs: tuple[str, ...]

    @property
    def key(self) -> str:
        return key(self.type, self.name)


def key(type_: str, name: str) -> str:
    """Names are used once for each type."""
    return f"{type_.rpartition(':')[2]}:{name}" if not type_.startswith(PROVIDER) else f"provider:{name}"


def key_of_urn(urn: str) -> str:
    """Of urn:pulumi:stack::project::parent$type::name."""
    *_, types, name = urn.split("::")
    return key(types.rpartition("$")[2], name)


def nodes_of_state(deployment: Mapping[str, Any]) -> list[Node]:
    """The resources of an exported state."""
    return [
        Node(
            type=item["type"],
            name=item["urn"].rpartition("::")[2],
            parent=key_of_urn(item["parent"]) if "parent" in item else "",
            provider=key_of_urn(item["provider"].rpartition("::")[0]) if item.get("provider") else "",
            needs=tuple(key_of_urn(urn) for urn in item.get("dependencies") or ()),
        )
        for item in deployment["resources"]
    ]


def draw(nodes: Iterable[Node]) -> str:
    """The whole page."""
    known = {node.key: node for node in nodes}
    shown = {name: node for name, node in known.items() if _is_shown(node)}
    needs = {name: _needs(node, known) & shown.keys() for name, node in shown.items()}
    lines = [*_boxes(shown, known), *_arrows(needs)]
    return HEAD + "\n".join(f"  {line}" for line in lines) + "\n```\n"


def draw_components(nodes: Iterable[Node]) -> str:
    """Which component, or provider that waits for one, needs which."""
    known = {node.key: node for node in nodes}
    shown = {name: node for name, node in known.items() if _is_shown(node)}
    home = {name: _home(node, known) for name, node in shown.items()}
    needs: dict[str, set[str]] = {title: set() for title in home.values()}
    for name, node in shown.items():
        needs[home[name]] |= {home[other] for other in _needs(node, known) & shown.keys()} - {home[name]}
    lines = ["```mermaid", "flowchart LR", *(f'  {_id(title)}["{title}"]' for title in sorted(needs))]
    return "\n".join([*lines, *(f"  {line}" for line in _arrows(needs)), "```"])


def with_components(text: str, drawing: str) -> str:
    """The text with another drawing between its marks."""
    before, _, rest = text.partition(FIRST_MARK)
    _, _, after = rest.partition(LAST_MARK)
    return f"{before}{FIRST_MARK}\n{drawing}\n{LAST_MARK}{after}"


def main() -> int:
    deployment = stack.deployment(Paths.of_clone())
    if not deployment.get("resources"):
        print("error: the local stack has no resources to draw. Run: make up", file=sys.stderr)
        return 2
    nodes = nodes_of_state(deployment)
    FILE.write_text(draw(nodes), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_components(readme, draw_components(nodes)), encoding="utf-8")
    print(f"written to {FILE} and {README}")
    return 0


def _is_shown(node: Node) -> bool:
    if node.type.startswith(PROVIDER):
        return bool(node.needs)
    return not node.type.startswith((COMPONENT, "pulumi:"))


def _needs(node: Node, known: Mapping[str, Node]) -> set[str]:
    """What it needs, with its provider, and for a component all that is in it."""
    wanted = {*node.needs, node.provider} - {""}
    inside = {name for name, other in known.items() if other.parent in wanted}
    return (wanted | inside) - {node.key}


def _home(node: Node, known: Mapping[str, Node]) -> str:
    """The title of its component, or its own where it is in none."""
    component = known.get(node.parent)
    if component is None or not component.type.startswith(COMPONENT):
        return f"{node.name} provider" if node.type.startswith(PROVIDER) else node.name
    kind = component.type.rpartition(":")[2]
    return kind if kind.lower() == component.name else f"{component.name} {kind}"


def _boxes(shown: Mapping[str, Node], known: Mapping[str, Node]) -> list[str]:
    lines: list[str] = []
    for parent in sorted({node.parent for node in shown.values()}):
        inside = [_box(shown[name]) for name in sorted(shown) if shown[name].parent == parent]
        component = known.get(parent)
        if component is None or not component.type.startswith(COMPONENT):
            lines += inside
        else:
            title = f"{component.type.rpartition(':')[2]} {component.name}"
            lines += [f'subgraph {_id(parent)}["{title}"]', *(f"  {line}" for line in inside), "end"]
    return lines


def _box(node: Node) -> str:
    kind = "Provider" if node.type.startswith(PROVIDER) else node.type.rpartition(":")[2]
    return f'{_id(node.key)}["{node.name}<br/><small>{kind}</small>"]'


def _arrows(needs: Mapping[str, set[str]]) -> list[str]:
    """Without those that others imply."""
    return [
        f"{_id(source)} --> {_id(target)}"
        for target in sorted(needs)
        for source in sorted(needs[target])
        if not any(source in _reach(other, needs) for other in needs[target] - {source})
    ]


def _reach(name: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting: Sequence[str] = [name]
    while waiting:
        fresh = {it for one in waiting for it in needs[one]} - found
        found |= fresh
        waiting = sorted(fresh)
    return found


def _id(name: str) -> str:
    return name.replace(":", "_").replace("-", "_").replace(".", "_").replace(" ", "_").lower()


if __name__ == "__main__":
    sys.exit(main())
