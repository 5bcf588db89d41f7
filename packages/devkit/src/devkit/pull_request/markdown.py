"""The report as Markdown: how much, what would be refused and lost, then each resource, what is long folded away.

No text of the report stands outside of code (inert.py).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from devkit.pull_request import inert
from devkit.pull_request.report import BASE, CHANGE, DEPLOYMENT, DRIFT, OPERATIONS, Report, Resource
from devkit.pull_request.resources import sections

# in characters, says GitHub's refusal of a longer one; bytes are never fewer
COMMENT_LIMIT = 65_536
_SUMMARY = {"update": "change", "replace": "replace", "delete": "delete", "create": "create"}
_HIDES = """\
<details><summary>What this preview cannot know</summary>

The base was brought up by its own code on a local account in memory, and the change was previewed against that.
Images are not built: their digests are made up. Secrets are dummies, and what exists already was made up with every
right that the stack needs on it. What somebody has changed in the real account, what that lacks (nodes, privileges),
and how long anything takes is not seen here.

</details>
"""


@dataclass(frozen=True)
class _Words:
    """What a kind of report is called, what is said before its resources where there are some, and below all."""

    title: str
    before: str = ""
    below: str = ""


_WORDS = {
    CHANGE: _Words("Preview", below=_HIDES),
    DEPLOYMENT: _Words("Deployment"),
    DRIFT: _Words("Drift", "`-` is what the account has, `+` what `pulumi up --refresh` would put back:\n"),
}


@dataclass(frozen=True)
class _Limits:
    """In bytes: of all, and of a block."""

    whole: int
    block: int


WITHOUT_LIMIT = _Limits(1 << 40, 1 << 40)
OF_COMMENT = _Limits(COMMENT_LIMIT, 20_000)


@dataclass
class _Page:
    """Parts in their order; one that does not fit is counted."""

    limit: int
    parts: list[str] = field(default_factory=list)
    left_out: int = 0
    _length: int = 0

    def add(self, part: str) -> None:
        length = len(part.encode()) + 1
        if self.left_out or self._length + length > self.limit:
            self.left_out += 1
        else:
            self.parts.append(part)
            self._length += length


def render(report: Report) -> str:
    """All of it."""
    return _render(report, WITHOUT_LIMIT, "")


def comment(report: Report, link: str) -> str:
    """As much as a comment takes, with a link to the whole."""
    return _render(report, OF_COMMENT, link)


def _render(report: Report, limits: _Limits, link: str) -> str:
    words = _WORDS[report.kind]
    tail = "" if report.refused == BASE and report.refusal else words.below
    reserved = len(tail.encode()) + len(link.encode()) + 500
    page = _Page(limits.whole - reserved)
    page.add(f"### {words.title} of {inert.code(report.stack)}: {_headline(report)}\n")
    page.add(f"{_from_to(report)}\n")
    before = (_notes(report), *(it(report, limits.block) for it in (_refusal, _violations, _losses)))
    for part in itertools.chain(*before):
        page.add(part)
    if words.before and report.resources:
        page.add(words.before)
    for part in sections(report.resources, limits.block):
        page.add(part)
    if page.left_out:
        page.parts.append(f"**{page.left_out} more, which a comment has no room for**: {_whole(link)}\n")
    return "\n".join([*page.parts, tail]).rstrip("\n") + "\n"


def _whole(link: str) -> str:
    return f"[the whole preview is the run's artifact]({link})" if link else "the whole preview is the artifact"


def _headline(report: Report) -> str:
    if report.refusal and report.refused == BASE:
        return "the base does not come up"
    counted = {it: sum(resource.operation == it for resource in report.resources) for it in OPERATIONS}
    shown = ("update", "replace", "delete", "create")
    summary = ", ".join(f"{counted[it]} to {_SUMMARY[it]}" for it in shown if counted[it])
    if report.refusal or report.violations:
        return f"refused ({summary} otherwise)" if summary else "refused"
    return summary or "no changes"


def _from_to(report: Report) -> str:
    unchanged = f", {report.unchanged} unchanged" if report.unchanged else ""
    base = f"{inert.code(report.base)} → " if report.base else ""
    return f"{base}{inert.code(report.head)}{unchanged}"


def _notes(report: Report) -> Iterator[str]:
    for note in report.notes:
        yield f"> {inert.code(note)}\n"


def _refusal(report: Report, limit: int) -> Iterator[str]:
    if not report.refusal:
        return
    if report.refused == BASE:
        yield "Its own code brought it up on a local account, and failed, so there is nothing to compare with:\n"
    else:
        yield "> [!CAUTION]\n> `pulumi up` would refuse this before it changes anything:\n"
    yield inert.block(report.refusal.split("\n"), limit) + "\n"
    if report.lifted:
        yield "With protection lifted it would do what follows.\n"


def _violations(report: Report, limit: int) -> Iterator[str]:
    if report.violations:
        yield f"> [!CAUTION]\n> Policies refuse this:\n\n{inert.block(report.violations, limit)}\n"


def _losses(report: Report, limit: int) -> Iterator[str]:
    lost = [f"{it.lost}: {_past(it)}" for it in report.resources if it.lost]
    if lost:
        block = inert.block([f"- {it}" for it in lost], limit, "diff")
        yield f"> [!WARNING]\n> **Lost**, with what is in it:\n\n{block}\n"


def _past(resource: Resource) -> str:
    return "replaced" if resource.operation == "replace" else "dropped"
