"""The page's HTML, as a reader has it."""

from __future__ import annotations

import html
import re

PATHS = ["/", "/page/content", "/page/page.css", "/page/page.js"]
STATEMENTS = r"Last statements \(of the last [\d,]+: median [\d.]+ ms, 99th percentile [\d.]+ ms\)"


def section(text: str, key: str) -> str:
    """One section's HTML."""
    found = re.search(rf'<section id="{key}".*?</section>', text, re.DOTALL)
    assert found is not None, f"no section {key}"
    return found.group(0)


def table(text: str, label: str) -> list[list[str]]:
    """The texts of a table's cells, by row."""
    body = re.search(rf'aria-label="{label}".*?<tbody>(.*?)</tbody>', text, re.DOTALL)
    if body is None:
        return []
    lines = re.findall(r"<tr>(.*?)</tr>", body.group(1), re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.DOTALL) for line in lines]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in line] for line in cells]
