"""The account's own page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys

from spcs_local_tests.browser.tab import Tab
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import create, settle


@pytest.fixture
def page(tab: Tab, account: RunningAccount) -> Tab:
    """The page with the administrator signed in."""
    tab.open(account.url)
    tab.sign_in("ADMIN", account.password)
    tab.wait_for_text("Live: changes show within two seconds.", "#live")
    return tab


def test_sign_in_by_keyboard_alone(tab: Tab, account: RunningAccount) -> None:
    tab.open(account.url)
    for field in ("user", "password", "Sign in"):
        tab.wait_for_focus(field)
        tab.type(Keys.TAB)
    tab.open(account.url)
    tab.wait_for_focus("user")
    tab.type("admin", Keys.TAB, account.password, Keys.TAB, Keys.ENTER)
    tab.wait_for_text("Signed in as ADMIN, ACCOUNTADMIN")
    assert tab.complaints() == []


def test_wrong_password_is_refused_and_may_be_mended(tab: Tab, account: RunningAccount) -> None:
    tab.open(account.url)
    tab.sign_in("ADMIN", "wrong")
    tab.wait_for_text("Incorrect username or password was specified.", "[role=alert]")
    assert tab.find("#password").get_attribute("aria-describedby") == "problem"
    tab.wait_for_focus("password")
    tab.sign_in("ADMIN", account.password)
    tab.wait_for_text("Signed in as ADMIN")


def test_user_without_accountadmin_is_told_why(tab: Tab, account: RunningAccount) -> None:
    run(account.connect(), "CREATE USER GUEST_USER PASSWORD = 'Guests-pass-1'")
    tab.open(account.url)
    tab.sign_in("GUEST_USER", "Guests-pass-1")
    tab.wait_for_text("User GUEST_USER does not hold ACCOUNTADMIN", "[role=alert]")
    assert "DEMO" not in tab.text()
    tab.type(Keys.TAB)
    tab.wait_for_focus("Sign in as another user")
    tab.type(Keys.ENTER)
    tab.wait_for_text("Sign in to the account", "h1")


def test_page_shows_objects(page: Tab) -> None:
    for key, texts in {
        "services": ("DEMO.APP.SVC", "OWNER", "RUNNING"),
        "containers": ("main", "READY", "/demo/app/repo/image:1"),
        "endpoints": ("web", "8888", "http://"),
        "compute-pools": ("POOL", "ACTIVE", "CPU_X64_S"),
        "objects": ("Roles", "Databases (1)", "DEMO.APP.FILES"),
        "statements": ("CREATE SERVICE SVC", "ADMIN"),
    }.items():
        assert [text for text in texts if text not in page.text(f"#{key}")] == [], key
    assert page.complaints() == []


def test_page_is_live(page: Tab, account: RunningAccount) -> None:
    page.driver.execute_script("window.sameDocument = true")
    page.find("#toggle-roles").click()
    owner = account.connect(role="OWNER", database="DEMO", schema="APP")
    create(owner, "LATER")
    page.wait_for_text("DEMO.APP.LATER", "#services")
    page.wait_for_text("PENDING", "#services")
    settle(account)
    page.wait(lambda: page.text("#services").count("RUNNING") == 2, "two services RUNNING")
    page.wait(lambda: page.text("#containers").count("READY") == 2, "two containers READY")
    run(owner, "ALTER SERVICE LATER SUSPEND")
    settle(account)
    page.wait_for_text("SUSPENDED", "#services")
    run(account.connect(role="ACCOUNTADMIN"), "CREATE ROLE LATER_ROLE")
    page.wait_for_text("CREATE ROLE LATER_ROLE", "#statements")
    assert page.find("#kind-roles").get_attribute("open") is None, "what was closed stays closed"
    assert page.driver.execute_script("return window.sameDocument") is True


def test_focus_survives_an_update(page: Tab, account: RunningAccount) -> None:
    page.driver.execute_script("document.getElementById('toggle-users').focus()")
    run(account.connect(role="ACCOUNTADMIN"), "CREATE USER LATER_USER")
    page.wait_for_text("LATER_USER", "#kind-users")
    assert page.focused() == "toggle-users"


def test_page_says_when_the_account_is_gone(page: Tab, account: RunningAccount) -> None:
    account.servers.stop()
    page.wait_for_text("The account does not answer. This is its state at", "#live")
    assert "DEMO.APP.SVC" in page.text("#services")


def test_page_leaves_when_the_right_is_gone(tab: Tab, account: RunningAccount) -> None:
    admin = account.connect(role="ACCOUNTADMIN")
    run(admin, "CREATE USER SECOND PASSWORD = 'Seconds-pass-1'", "GRANT ROLE ACCOUNTADMIN TO USER SECOND")
    tab.open(account.url)
    tab.sign_in("SECOND", "Seconds-pass-1")
    tab.wait_for_text("Signed in as SECOND")
    run(admin, "REVOKE ROLE ACCOUNTADMIN FROM USER SECOND")
    tab.wait_for_text("does not hold ACCOUNTADMIN", "[role=alert]")


def test_hostile_names_do_nothing(page: Tab, account: RunningAccount) -> None:
    hostile = "<img src=x onerror=document.title=1><script>document.title=2</script>"
    admin = account.connect(role="ACCOUNTADMIN")
    run(admin, f'CREATE DATABASE "{hostile}"', f"SELECT '{hostile * 4}'")
    page.wait_for_text(hostile, "#objects")
    page.wait_for_text(hostile[:20], "#statements")
    page.driver.refresh()
    page.wait_for_text(hostile, "#objects")
    assert page.driver.title == "Account LOCAL-DEV"
    assert page.driver.find_elements("css selector", "main img, section script") == []


def test_page_works_without_script(new_tab: Callable[..., Tab], account: RunningAccount) -> None:
    tab = new_tab(script=False)
    tab.open(account.url)
    tab.sign_in("ADMIN", account.password)
    tab.wait_for_text("DEMO.APP.SVC", "#services")
    run(account.connect(role="ACCOUNTADMIN"), "CREATE DATABASE NEWER")
    assert "NEWER" not in tab.text("#objects")
    assert "Load the page again for a newer one." in tab.text("#live")
    tab.driver.refresh()
    tab.wait_for_text("NEWER", "#objects")


def test_sign_out_leads_back_to_the_form(page: Tab) -> None:
    page.find("header button").click()
    page.wait_for_text("Sign in to the account", "h1")
    page.driver.back()
    page.wait_for_text("Sign in to the account", "h1")
