"""Each resource's part of the Markdown: specifications as diffs that are seen at once, the rest folded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from devkit.pull_request import inert, lines
from devkit.pull_request.report import OPERATIONS, Change, Resource

NAMED = 3
_SIGNS = {"replace": "±", "delete": "-", "update": "~", "create": "+"}
_DONE = {"update": "changed", "replace": "replaced", "delete": "deleted", "create": "made"}


def sections(resources: Iterable[Resource], limit: int) -> Iterator[str]:
    """No block has more bytes than the limit."""
    shown = _Shown()
    for resource in sorted(resources, key=_order):
        texts, values = _parted(resource.changes)
        new, before = shown.parted(texts, resource.name)
        if new:
            yield _diffs(resource, new, limit)
            if values:
                yield _fold("its other properties", [_values(values, limit)])
        else:
            yield _fold(_summary(resource), _inside(values, before, limit))


def _order(resource: Resource) -> tuple[bool, int, bool, bool, str]:
    """What loses something first, then by what happens to it: what has a reason of its own before what depends on it,
    and an object before what the program does with it. A run has another order each time."""
    follows = not resource.because
    of_program = ":" not in resource.kind
    return not resource.lost, OPERATIONS.index(resource.operation), follows, of_program, resource.name


@dataclass
class _Shown:
    """Texts whose diff has been shown, each under the resource where it was: a roll has the lines of its service."""

    names: dict[tuple[str | None, str | None], str] = field(default_factory=dict)

    def parted(self, texts: Sequence[Change], name: str) -> tuple[list[Change], list[str]]:
        """Those that are new, and where the others were shown."""
        new = [it for it in texts if (it.old, it.new) not in self.names]
        before = sorted({self.names[it.old, it.new] for it in texts if it not in new})
        self.names.update({(it.old, it.new): name for it in new})
        return new, before


def _parted(changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    texts = [it for it in changes if lines.is_text(it)]
    return texts, [it for it in changes if it not in texts]


def _diffs(resource: Resource, texts: Sequence[Change], limit: int) -> str:
    head = f"**{_SIGNS[resource.operation]}** {inert.code(resource.name)} {_what(resource, inert.code)}\n"
    blocks = (f"{inert.code(it.path)}\n\n{inert.block(lines.of_text(it), limit, 'diff')}\n" for it in texts)
    return "\n".join([head, *blocks])


def _inside(values: Sequence[Change], before: Sequence[str], limit: int) -> list[str]:
    found = [f"with the lines of {inert.code(name)} above\n" for name in before]
    if values:
        found.append(_values(values, limit))
    return found or ["because of what it depends on\n"]


def _values(values: Sequence[Change], limit: int) -> str:
    return inert.block([line for it in values for line in lines.of_value(it)], limit, "diff") + "\n"


def _fold(summary: str, inside: Sequence[str]) -> str:
    # Markdown is read after an empty line
    return f"<details><summary>{summary}</summary>\n\n" + "\n".join(inside) + "\n</details>\n"


def _summary(resource: Resource) -> str:
    code = inert.html_code
    named = [code(it.path) for it in resource.changes[:NAMED]] if resource.operation == "update" else []
    more = [f"{len(resource.changes) - NAMED} more"] if named and len(resource.changes) > NAMED else []
    properties = f": {', '.join([*named, *more])}" if named else ""
    return f"<b>{_SIGNS[resource.operation]}</b> {code(resource.name)} {_what(resource, code)}{properties}"


def _what(resource: Resource, code: Callable[[str], str]) -> str:
    because = f" for another {', '.join(map(code, resource.because))}" if resource.because else ""
    return f"({code(resource.kind)}) {_DONE[resource.operation]}{because}"
