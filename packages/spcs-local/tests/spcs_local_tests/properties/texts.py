"""Texts for properties, and how Snowflake has them written."""

from __future__ import annotations

from hypothesis import strategies as st

# everything that Unicode can encode: quotes, backslashes, NUL, line ends, `$$`, comments and other scripts among them
_PIECES = (
    "'",
    '"',
    "\\",
    "$",
    "$$",
    ".",
    "@",
    "/",
    "--",
    "/*",
    "*/",
    "//",
    ";",
    "%",
    "_",
    "?",
    ":1",
    "\n",
    "\0",
    "\x85",
)
_CHARACTERS = st.characters(exclude_categories=["Cs"])
any_text = st.lists(st.sampled_from(_PIECES) | _CHARACTERS, max_size=30).map("".join)
names = st.lists(st.sampled_from(_PIECES) | _CHARACTERS, min_size=1, max_size=20).map("".join)
words = st.from_regex(r"[A-Za-z_][A-Za-z0-9_$]{0,30}", fullmatch=True)
comments = st.one_of(
    any_text.filter(lambda text: "*/" not in text and not text.endswith("*")).map(lambda text: f"/*{text}*/"),
    any_text.filter(lambda text: "\n" not in text).map(lambda text: f"--{text}\n"),
    any_text.filter(lambda text: "\n" not in text).map(lambda text: f"//{text}\n"),
)
gaps = st.lists(comments | st.sampled_from([" ", "\n", "\t", "\r\n"]), min_size=1, max_size=3).map(
    lambda found: " " + "".join(found) + " "
)


def quoted(name: str) -> str:
    """A quoted identifier. https://docs.snowflake.com/en/sql-reference/identifiers-syntax"""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string constant. https://docs.snowflake.com/en/sql-reference/data-types-text"""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
