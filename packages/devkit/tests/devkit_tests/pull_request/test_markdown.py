"""A report as Markdown: word for word, within a comment's limit, and inert."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devkit.pull_request import markdown
from devkit.pull_request.report import BASE, DEPLOYMENT, DRIFT, OPERATIONS, Change, Report, Resource

PLAIN = Report("dev", "main", "change", unchanged=61)
STAGE = Resource("delete", "snowflake:StageInternal", "data-stage", lost="stage DATA, with its files")
LINK = "https://example.org/acme/milvus/actions/runs/7"


def shown(report: Report) -> str:
    """Without what stands below each."""
    return markdown.render(report).partition("<details><summary>What this preview")[0]


def test_no_change_is_said() -> None:
    assert shown(PLAIN) == "### Preview of `dev`: no changes\n\n`main` → `change`, 61 unchanged\n\n"
    assert markdown.render(PLAIN).endswith("is not seen here.\n\n</details>\n")


def test_a_deployment_and_a_drift_have_no_base_and_hide_nothing() -> None:
    of_account = replace(PLAIN, base="")
    assert markdown.render(replace(of_account, kind=DEPLOYMENT)) == (
        "### Deployment of `dev`: no changes\n\n`change`, 61 unchanged\n"
    )
    drift = markdown.render(replace(of_account, kind=DRIFT, resources=(STAGE,)))
    assert drift.startswith("### Drift of `dev`: 1 to delete\n\n`change`, 61 unchanged\n\n> [!WARNING]\n")
    assert "`-` is what the account has, `+` what `pulumi up --refresh` would put back:\n\n<details>" in drift


@pytest.mark.parametrize(
    ("operations", "headline"),
    [
        (["update"] * 3 + ["replace"], "3 to change, 1 to replace"),
        (["create", "delete", "create"], "1 to delete, 2 to create"),
    ],
)
def test_the_headline_counts(operations: list[str], headline: str) -> None:
    resources = tuple(Resource(it, "a:B", "x") for it in operations)
    assert shown(replace(PLAIN, resources=resources)).startswith(f"### Preview of `dev`: {headline}\n")


def test_a_refusal_and_what_would_be_lost_come_first() -> None:
    report = replace(PLAIN, resources=(STAGE,), refusal="this would drop:\n  - stage DATA", lifted=True, notes=("so",))
    assert (
        shown(report)
        == """\
### Preview of `dev`: refused (1 to delete otherwise)

`main` → `change`, 61 unchanged

> `so`

> [!CAUTION]
> `pulumi up` would refuse this before it changes anything:

```
this would drop:
  - stage DATA
```

With protection lifted it would do what follows.

> [!WARNING]
> **Lost**, with what is in it:

```diff
- stage DATA, with its files: dropped
```

<details><summary><b>-</b> <code>data-stage</code> (<code>snowflake:StageInternal</code>) deleted</summary>

because of what it depends on

</details>

"""
    )


def test_what_policies_refuse_is_said_before_what_would_be_lost() -> None:
    report = replace(PLAIN, resources=(STAGE,), violations=("one: no\n```", "two: no"))
    assert shown(report).startswith("### Preview of `dev`: refused (1 to delete otherwise)\n")
    refused = "> [!CAUTION]\n> Policies refuse this:\n\n````\none: no\n```\ntwo: no\n````\n\n> [!WARNING]\n> **Lost**"
    assert refused in shown(report)


def test_a_base_that_does_not_come_up_is_said() -> None:
    assert (
        markdown.render(replace(PLAIN, unchanged=0, refusal="no pool", refused=BASE))
        == """\
### Preview of `dev`: the base does not come up

`main` → `change`

Its own code brought it up on a local account, and failed, so there is nothing to compare with:

```
no pool
```
"""
    )


def test_a_comment_is_cut_between_resources_and_links_to_the_whole() -> None:
    many = tuple(Resource("update", "a:B", f"x{it}", (Change("p", "a" * 900, "b" * 900),)) for it in range(80))
    text = markdown.comment(replace(PLAIN, resources=many), LINK)
    count = text.count("<details><summary><b>")
    assert (
        f"**{80 - count} more, which a comment has no room for**: [the whole preview is the run's artifact]({LINK})"
        in text
    )
    assert 25 < count < 40
    assert text.count("<details>") == text.count("</details>")
    assert markdown.render(replace(PLAIN, resources=many)).count("<details><summary><b>") == 80


def test_a_long_text_is_cut_by_its_lines() -> None:
    old = "".join(f"line {number}\n" for number in range(9000))
    long = Resource("update", "a:B", "x", (Change("text", old, old.replace("line", "row")),))
    text = markdown.comment(replace(PLAIN, resources=(long,)), LINK)
    assert re.search(r"\n… and \d+ more lines\n```\n", text)


TEXT = st.text(st.sampled_from("`<>/@a#1\n\u202e\x1b\u00e4\U0001f600 "), max_size=40) | st.sampled_from(
    ["</details>", "```\n@octocat\n", "<!-- -->", "[x](http://a)", "\n\n# big\n", "a" * 70_000, "`" * 9 + "\n" * 30_000]
)
RESOURCE = st.builds(
    Resource,
    st.sampled_from(OPERATIONS),
    TEXT,
    TEXT,
    st.lists(st.builds(Change, TEXT, st.none() | TEXT, st.none() | TEXT), max_size=4).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
)
REPORT = st.builds(
    Report, TEXT, TEXT, TEXT, st.lists(RESOURCE, max_size=5).map(tuple), st.integers(0, 99), TEXT,
    st.sampled_from([BASE, "head"]), st.booleans(), st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip
# what is not code: our own words, and how many
OWN = re.compile(r"[\w .,:;()*#>→±~+!\[\]-]*")


@settings(max_examples=60, deadline=None)
@given(REPORT)
def test_whatever_a_report_says_a_comment_is_short_and_inert(report: Report) -> None:
    text = markdown.comment(report, LINK)
    assert len(text.encode()) <= markdown.COMMENT_LIMIT
    rest = without_code(text).replace(f"({LINK})", "")
    assert not re.search(r"[@`<]|https?:", rest.replace("'s", "")), rest


def without_code(text: str) -> str:
    """What is left of a comment when code is taken out as GitHub reads it, and our own elements."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = re.match("`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif mark and "`" not in line[mark.end() :]:
            fence = mark[0]
        else:
            lines.append(line)
    spans = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", "\n".join(lines))
    return re.sub(r"</?(?:details|summary|b)>|<code>[^<>]*</code>", "", spans)
