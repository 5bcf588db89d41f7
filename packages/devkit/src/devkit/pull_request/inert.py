"""Text of others in a comment, so that it is seen and does nothing: all of it stands in code, and cannot get out.

What GitHub makes of a comment: https://github.github.com/gfm/. In code it makes no mention, link or element.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

# control, format (directions, what has no width), surrogates, what nobody knows, other ends of lines
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])")
# without width: what reads comments without knowing of code takes it for no name either
_BROKEN = "@\u200b"


def visible(text: str) -> str:
    """The text with what cannot be seen, or would turn the rest around, as its number; ends of lines stay."""
    normal = text.replace("\r\n", "\n")
    return "".join(it if it in "\n\t" or unicodedata.category(it) not in _UNSEEN else _number(it) for it in normal)


def _number(character: str) -> str:
    return f"\\u{{{ord(character):04X}}}"


def without_mentions(text: str) -> str:
    """An at sign before what could be a person's name has something without width behind it."""
    return _MENTION.sub(_BROKEN, text)


def in_line(text: str) -> str:
    """The text in one line."""
    return without_mentions(visible(text).replace("\n", "\\n").replace("\t", " "))


def code(text: str) -> str:
    """A span of code in a line of Markdown."""
    inside = in_line(text) or " "
    mark = "`" * (_longest_run(inside) + 1)
    # a space on either side is taken away again; without one a backtick inside would become part of the mark
    space = " " if inside.strip() and inside.strip("` ") != inside else ""
    return f"{mark}{space}{inside}{space}{mark}"


def html_code(text: str) -> str:
    """The same where an element stands around it, and Markdown is not read."""
    return f"<code>{html.escape(in_line(text)).replace('`', '&#96;')}</code>"


def fence(lines: Iterable[str], language: str = "") -> str:
    """A block of code; no run of backticks in it is as long as the fence."""
    body = without_mentions(visible("\n".join(lines)))
    mark = "`" * max(3, _longest_run(body) + 1)
    return f"{mark}{language}\n{body}\n{mark}"


def block(lines: Sequence[str], limit: int, language: str = "") -> str:
    """A fence around as many lines as have no more bytes than the limit."""
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line.encode(errors="replace")) + 1
        if length > limit:
            return fence([*kept, f"… and {len(lines) - len(kept)} more lines"], language)
        kept.append(line)
    return fence(kept, language)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
