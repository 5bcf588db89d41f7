"""The page's HTML, whatever it is to show."""

from __future__ import annotations

import re

from spcs_local_tests.page.conftest import Page
from spcs_local_tests.page.reading import table
from spcs_local_tests.running import error_of

HOSTILE = "<script>alert(1)</script><img src=x onerror='alert(2)'>\" onclick=\"alert(3)"


def test_page_shows_hostile_names_harmlessly(page: Page) -> None:
    quoted = HOSTILE.replace('"', '""')
    literal = HOSTILE.replace("'", "''")
    page.sql(
        f'CREATE ROLE "{quoted}"',
        f"CREATE DATABASE \"{quoted}\" COMMENT = '{literal}'",
        f"SELECT '{literal}'",
        f"SELECT '{literal * 5}'",
    )
    with page.account.connect() as connection:
        error_of(connection, f'USE ROLE "{quoted}x"')
    with page.signed_in() as client:
        text = client.get("/").text
    assert [f'"{quoted}"'] == [line[0] for line in table(text, "Databases") if "script" in line[0]]
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/page/page.js" defer>']
    assert re.findall(r"<[^>]*\s(?:onerror|onclick)", text) == []
    assert "<img" not in text
