"""Text of others in a comment: seen, and without effect."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devkit.pull_request import inert

HOSTILE = st.text(st.sampled_from("`~<>@&#/![]()\\\n\r\t \u202e\u2066\u200b\x00\x1bab1"), max_size=60) | st.text()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("main", "`main`"),
        ("a`b", "``a`b``"),
        ("``", "``` `` ```"),
        ("", "` `"),
        ("@octocat/team", "`@\u200boctocat/team`"),
        ("python@sha256:0", "`python@sha256:0`"),
        ("a\nb", "`a\\nb`"),
        ("\u202egnp.exe", "`\\u{202E}gnp.exe`"),
        ("\x1b[31m", "`\\u{001B}[31m`"),
    ],
)
def test_code_holds_the_text(text: str, code: str) -> None:
    assert inert.code(text) == code


def test_html_code_is_no_element_and_no_markdown() -> None:
    assert inert.html_code("</code></summary>`<img src=x>`") == (
        "<code>&lt;/code&gt;&lt;/summary&gt;&#96;&lt;img src=x&gt;&#96;</code>"
    )


def test_a_fence_is_longer_than_any_inside() -> None:
    assert inert.fence(["```", "@octocat", "````sh"], "diff") == "`````diff\n```\n@\u200boctocat\n````sh\n`````"


@given(HOSTILE)
@example("`" * 80)
def test_no_text_ends_a_span_of_code(text: str) -> None:
    """A span ends at the first run of backticks that is as long as its mark."""
    written = inert.code(text)
    mark = len(written) - len(written.lstrip("`"))
    runs = [len(run) for run in re.findall("`+", written)]
    assert (runs[0], runs[-1]) == (mark, mark)
    assert mark not in runs[1:-1]
    assert "\n" not in written
    assert without_effect(written)


@given(HOSTILE)
def test_no_text_ends_a_fence(text: str) -> None:
    first, *inside, last = inert.fence([text], "diff").split("\n")
    assert last == first.removesuffix("diff")
    assert all(last not in line for line in inside)
    assert without_effect("\n".join(inside))


@given(HOSTILE)
def test_no_text_is_an_element(text: str) -> None:
    written = inert.html_code(text).removeprefix("<code>").removesuffix("</code>")
    assert not re.search("[<>`\n]", written)
    assert html.unescape(written) == inert.in_line(text)


def without_effect(text: str) -> bool:
    """No mention, and nothing that is not seen but what breaks one."""
    rest = text.replace("@\u200b", "")
    return not re.search(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]", text) and not re.search(
        r"[\x00-\x08\r\x1b\u200b\u202e]", rest
    )


@pytest.mark.parametrize(("limit", "lines"), [(100, ["one", "two"]), (5, ["one", "… and 1 more lines"])])
def test_a_block_has_as_many_lines_as_fit(limit: int, lines: list[str]) -> None:
    assert inert.block(["one", "two"], limit) == "\n".join(["```", *lines, "```"])
