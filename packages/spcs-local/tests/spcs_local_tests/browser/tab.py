"""A browser's tab, and what a person does with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from devkit.testing.waiting import PATIENCE

# a directory for pictures of what was seen; without it none is kept, so that no tracked file changes
PICTURES = "SPCS_LOCAL_PICTURES"
# what elements are while a page changes, or another one takes its place
_PASSING = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
)
_LEAVING = "aborted by navigation"  # what the driver says where it has no class of its own


class Tab:
    """Waits on conditions; a time-out says what was awaited and what the page said instead."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        """Go there."""
        self.driver.get(url)

    def find(self, css: str) -> WebElement:
        """The first element that the selector fits."""
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def text(self, css: str = "body") -> str:
        """What a person reads there."""
        return self.find(css).text

    def type(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def focused(self) -> str:
        """The id, else the text, of what has the focus."""
        element = self.driver.switch_to.active_element
        return element.get_attribute("id") or element.text

    def wait(self, condition: Callable[[], Any], awaited: str, seconds: float = PATIENCE) -> Any:
        """The condition's value as soon as there is one."""

        def found(_: object) -> Any:
            try:
                return condition()
            except WebDriverException as error:
                if isinstance(error, _PASSING) or _LEAVING in str(error.msg):
                    return None
                raise

        try:
            return WebDriverWait(self.driver, seconds, poll_frequency=0.1).until(found)
        except TimeoutException:
            shown = f"{self.driver.current_url} shows:\n{self.text()}"
            raise AssertionError(f"awaited {awaited} for {seconds:.0f} s; {shown}") from None

    def wait_for_text(self, text: str, css: str = "body", seconds: float = PATIENCE) -> None:
        """Until a person reads the text there."""
        self.wait(lambda: text in self.text(css), f"{text!r} in {css}", seconds)

    def wait_for_focus(self, *names: str) -> str:
        """Until one of them has the focus, which the browser gives only when it first draws a page; which one."""

        def found() -> str | None:
            focused = self.focused()
            return focused if focused in names else None

        return str(self.wait(found, f"the focus on {' or '.join(names)}"))

    def sign_in(self, user: str, password: str) -> None:
        """Fill in the form that has the focus, by the keyboard alone."""
        if self.wait_for_focus("user", "password") == "user":
            self.type(user, Keys.TAB)
        self.type(password, Keys.ENTER)

    def picture(self, name: str, width: int, height: int) -> None:
        """Keep a picture of what is shown, if one is wanted."""
        directory = os.environ.get(PICTURES)
        if directory is not None:
            self.driver.set_window_size(width, height)
            assert self.driver.save_screenshot(str(Path(directory) / f"{name}.png"))

    def complaints(self) -> list[str]:
        """What the browser's console says: blocked content, script errors, refused answers."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]
