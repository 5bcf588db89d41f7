"""The guide's notebook, as a person uses it: on a stack that is up, through the ingress."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from spcs_local_tests.browser.tab import Tab
from tests.stack.local_run import LocalRun, of_clone

ANSWER = "Answer: Alan Turing was the first person to conduct substantial research in AI."
_SHUT_DOWN = """
const token = document.cookie.match(/_xsrf=([^;]*)/)[1];
const all = await (await fetch("/api/sessions")).json();
const gone = all.map(one => fetch(`/api/sessions/${one.id}`, {method: "DELETE", headers: {"X-XSRFToken": token}}));
return (await Promise.all(gone)).map(answer => answer.status);
"""


@pytest.fixture
def local_run(request: pytest.FixtureRequest) -> LocalRun:
    """The stack that the tests bring up, or the run of the clone that MILVUS_SPCS_RUN names."""
    root = os.environ.get("MILVUS_SPCS_RUN")
    if root is None:
        request.getfixturevalue("up")
        root = request.getfixturevalue("engine").directory
    found = of_clone(Path(root))
    assert found is not None, f"no stack is up in {root}"
    return found


@pytest.fixture
def notebook(tab: Tab, local_run: LocalRun) -> Iterator[Tab]:
    """The notebook's URL, opened by nobody in particular; its kernels are gone in the end."""
    tab.open(local_run.notebook_url)
    yield tab
    tab.open(f"{local_run.notebook_url}/tree")
    if "/sfc-endpoint/" not in tab.driver.current_url:
        assert set(tab.driver.execute_script(_SHUT_DOWN)) <= {204}


def choose(tab: Tab, menu: str, item: str) -> None:
    """Click an item of Jupyter's menu bar."""
    _click(tab, ".lm-MenuBar-itemLabel", menu)
    _click(tab, ".lm-Menu-itemLabel", item)


def _click(tab: Tab, css: str, text: str) -> None:
    """Click the element with that text, once: when it is there and takes it."""

    def clicked() -> bool:
        found = next((it for it in tab.driver.find_elements("css selector", css) if it.text == text), None)
        if found is not None:
            found.click()
        return found is not None

    tab.wait(clicked, f"{text} in {css}")


def test_notebook_answers_whom_the_service_role_lets_in(notebook: Tab, local_run: LocalRun) -> None:
    assert "MILVUS_DEMO.PUBLIC.JUPYTER" in notebook.text("dl")
    notebook.picture("sign-in", 800, 600)
    notebook.sign_in(local_run.user.name, "wrong")
    notebook.wait_for_text("Incorrect username or password was specified.", "[role=alert]")
    notebook.sign_in(local_run.user.name, local_run.user.password)
    before = set(notebook.driver.window_handles)
    # one click opens a notebook: with two there are several, and a window that is behind another is not drawn
    _click(notebook, ".jp-DirListing-itemName", "TestMilvus.ipynb")
    notebook.wait(lambda: set(notebook.driver.window_handles) - before, "a tab with the notebook")
    [opened] = set(notebook.driver.window_handles) - before
    notebook.driver.switch_to.window(opened)
    notebook.wait_for_text("Milvus on Snowpark Container Services")
    # without a kernel Jupyter runs nothing, and says nothing
    notebook.wait(lambda: notebook.find(".jp-Notebook-ExecutionIndicator[data-status=idle]"), "an idle kernel")
    choose(notebook, "Run", "Run All Cells")
    notebook.wait_for_text(ANSWER, seconds=600)
    assert "3 sentences in demo_collection" in notebook.text()
    assert "Error" not in notebook.text(".jp-Cell:last-child")
    show_answer(notebook)
    notebook.picture("notebook", 1000, 760)


def test_account_page_leads_to_the_notebook(tab: Tab, local_run: LocalRun) -> None:
    tab.open(local_run.account_url)
    tab.sign_in(local_run.administrator.name, local_run.administrator.password)
    tab.wait_for_text("Live: changes show within two seconds.", "#live")
    for name in ("MILVUS", "JUPYTER"):
        tab.wait_for_text(f"MILVUS_DEMO.PUBLIC.{name} ", "#services")
        tab.wait_for_text(f"MILVUS_DEMO.PUBLIC.{name} 0 {name.lower()} READY", "#containers")
    tab.wait_for_text("JUPYTER_OWNER_ROLE", "#statements")
    tab.picture("account", 1280, 960)
    tab.find("#endpoints a").click()
    tab.wait_for_text("Sign in to notebook", "h1")


def show_answer(tab: Tab) -> None:
    """Scroll to the last output."""
    outputs = tab.driver.find_elements("css selector", ".jp-OutputArea-output")
    answered = next(output for output in outputs if ANSWER in output.text)
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'end'})", answered)
