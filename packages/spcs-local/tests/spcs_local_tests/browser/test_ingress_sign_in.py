"""The ingress' sign-in page, in front of a small service."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from spcs_local.ingress import build_app, server_options
from spcs_local_tests.browser.tab import Tab
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, PASSWORD, StubAccount, StubEndpoint, StubTargets
from spcs_local_tests.ingress.upstream import build_upstream
from spcs_local_tests.serving import serve


@pytest.fixture
def url() -> Iterator[str]:
    """Where the ingress serves the endpoint."""
    targets = StubTargets()
    with (
        socket.create_server(("127.0.0.1", 0)) as behind,
        socket.create_server(("127.0.0.1", 0)) as front,
        serve(build_upstream(), behind, ws="websockets-sansio") as port,
        serve(build_app(StubAccount(), targets), front, **server_options()) as ingress_port,
    ):
        targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", port))
        yield f"http://{JUPYTER_HOST.split(':')[0]}:{ingress_port}"


def test_page_says_what_it_is_for(tab: Tab, url: str) -> None:
    tab.open(f"{url}/tree")
    assert tab.driver.title == "Sign in to jupyter"
    assert "MILVUS_DEMO.PUBLIC.JUPYTER" in tab.text("dl")
    assert "LOCAL-DEV" in tab.text("dl")
    assert tab.driver.execute_script("return document.documentElement.lang") == "en"


def test_fields_have_labels_and_a_visible_focus(tab: Tab, url: str) -> None:
    tab.open(url)
    names = [tab.find(css).accessible_name for css in ("#user", "#password", "button")]
    assert names == ["User", "Password", "Sign in"]
    for field in ("user", "password", "Sign in"):
        tab.wait_for_focus(field)
        assert tab.driver.switch_to.active_element.value_of_css_property("outline-style") == "solid"
        tab.type(Keys.TAB)


def test_wrong_password_is_refused_and_the_right_one_let_in(tab: Tab, url: str) -> None:
    tab.open(f"{url}/tree?a=b")
    tab.sign_in("MILVUS_USER", "wrong")
    tab.wait_for_text("Incorrect username or password was specified.", "[role=alert]")
    assert tab.find("#password").get_attribute("aria-invalid") == "true"
    assert tab.find("#password").get_attribute("value") == ""
    tab.sign_in("MILVUS_USER", PASSWORD)
    tab.wait_for_text('"target":"/tree?a=b"')
    assert tab.driver.current_url == f"{url}/tree?a=b"


def test_sign_in_by_keyboard_alone(tab: Tab, url: str) -> None:
    tab.open(url)
    tab.wait_for_focus("user")
    tab.type("milvus_user", Keys.TAB, PASSWORD, Keys.TAB, Keys.SPACE)
    tab.wait_for_text('"target":"/?"')
    assert "sfc-endpoint-session" not in tab.text(), "the ingress' cookie is not passed on"
    assert tab.driver.execute_script("return document.cookie") == "", "no script reads it"


def test_user_without_service_role_is_told_why(tab: Tab, url: str) -> None:
    tab.open(url)
    tab.sign_in("STRANGER", PASSWORD)
    tab.wait_for_text(
        "User STRANGER may not use endpoint jupyter of service MILVUS_DEMO.PUBLIC.JUPYTER", "[role=alert]"
    )
    tab.type(Keys.TAB)
    tab.wait_for_focus("Sign in as another user")
    tab.type(Keys.ENTER)
    tab.wait_for_text("Signed out", "h1")


def test_page_of_another_service_reads_nothing(tab: Tab, url: str) -> None:
    """Two services are two hosts: a script of one has no access to the other, signed in or not."""
    tab.open(url)
    tab.sign_in("MILVUS_USER", PASSWORD)
    tab.wait_for_text('"target":"/?"')
    read = f"return fetch('{url}/tree', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
    assert tab.driver.execute_script(read) == "read"
    tab.open(url.replace("http://abc123-local-dev.localhost", "http://127.0.0.1"))
    assert tab.driver.execute_script(read) == "refused"
