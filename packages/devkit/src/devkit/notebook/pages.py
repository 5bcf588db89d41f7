"""Reads the ingress' pages: the sign-in form and what a page says."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx


class Form(HTMLParser):
    """The first form of a page: its address and the fields that are filled in already."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    @classmethod
    def of(cls, page: httpx.Response) -> Form:
        form = cls()
        form.feed(page.text)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            self.action = found.get("action") or ""
        elif tag == "input" and name:
            self.fields[name] = found.get("value") or ""


class _Alert(HTMLParser):
    """The text of the page's message."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or (tag == "p" and dict(attrs).get("role") in ("alert", "status"))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data


def said(answer: httpx.Response) -> str:
    """The page's message, or the beginning of whatever was answered."""
    alert = _Alert()
    alert.feed(answer.text)
    return " ".join((alert.text or answer.text[:500]).split()) or answer.reason_phrase
