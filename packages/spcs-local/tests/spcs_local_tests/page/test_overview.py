"""What the page shows."""

from __future__ import annotations

import re

from spcs_local_tests.page.conftest import USER_PASSWORD, Page
from spcs_local_tests.page.reading import STATEMENTS, table
from spcs_local_tests.running import error_of, rows, run
from spcs_local_tests.services.world import containers_of, settle


def test_page_shows_what_runs(page: Page) -> None:
    with page.signed_in() as client:
        text = client.get("/").text
    assert table(text, "Services")[0][:5] == ["DEMO.APP.SVC", "OWNER", "RUNNING", "false", "POOL"]
    assert table(text, "Containers")[0][:5] == ["DEMO.APP.SVC", "0", "main", "READY", "0"]
    assert table(text, "Compute pools")[0][:4] == ["POOL", "ACCOUNTADMIN", "ACTIVE", "CPU_X64_S"]
    web, api = table(text, "Endpoints")
    assert web[:4] == ["DEMO.APP.SVC", "web", "8888", "HTTP"]
    assert api == ["DEMO.APP.SVC", "api", "9000", "TCP", "false", ""]
    assert f'href="{web[5]}"' in text
    assert re.fullmatch(r"http://[a-z2-7]{8}-local-dev\.localhost:\d+/", web[5])


def test_page_shows_what_a_further_role_of_the_administrator_may_see(page: Page) -> None:
    page.sql("REVOKE ROLE OWNER FROM ROLE ACCOUNTADMIN")  # the user ADMIN has it all the same
    with page.signed_in() as client:
        text = client.get("/").text
    assert table(text, "Containers")[0][:5] == ["DEMO.APP.SVC", "0", "main", "READY", "0"]


KINDS = (
    "Roles",
    "Users",
    "Warehouses",
    "Databases",
    "Schemas",
    "Image repositories",
    "Stages",
    "Network rules",
    "External access integrations",
)


def test_page_shows_the_objects_of_show(page: Page) -> None:
    page.sql("CREATE WAREHOUSE W", 'CREATE DATABASE "odd ""name"""')
    with page.signed_in() as client:
        text = client.get("/").text
    with page.account.connect(role="ACCOUNTADMIN") as connection:
        for plural in KINDS:
            everywhere = "" if plural in ("Roles", "Users") else " IN ACCOUNT"
            found, shown = rows(connection, f"SHOW {plural}{everywhere}"), table(text, plural)
            found = [row for row in found if row["name"] != "INFORMATION_SCHEMA"]
            assert len(shown) == len(found) > 0, plural
            names = [line[0] for line in shown]
            assert all(any(row["name"].replace('"', '""') in name for name in names) for row in found)
            if "owner" in found[0]:
                assert sorted(row["owner"] for row in found) == sorted(line[1] for line in shown)


def test_page_shows_the_last_statements(page: Page) -> None:
    with page.account.connect(role="ACCOUNTADMIN") as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'first'")
            query_id = cursor.sfqid
        number, _, message = error_of(connection, "DROP DATABASE NOWHERE")
    with page.signed_in() as client:
        newest, before, *_ = table(client.get("/").text, STATEMENTS)
    assert number == 2003
    assert newest[2:5] == ["ADMIN", "ACCOUNTADMIN", "DROP DATABASE NOWHERE"]
    assert newest[6].split("\n")[-1] in message
    assert before[1] == query_id
    assert (before[4], before[6]) == ("SELECT 'first'", "")
    assert re.fullmatch(r"\d+\.\d ms", before[5])


def test_page_tells_who_sent_a_statement_from_whoever_has_their_name(page: Page) -> None:
    def sent(text: str) -> list[str]:
        with page.signed_in() as client:
            [found] = [row[2:4] for row in table(client.get("/").text, STATEMENTS) if row[4] == text]
        return found

    run(page.account.connect(user="GUEST_USER", password=USER_PASSWORD), "SELECT 'a guest'")
    page.sql("ALTER USER GUEST_USER RENAME TO VISITOR", "ALTER ROLE GUEST RENAME TO VISITORS")
    assert sent("SELECT 'a guest'") == ["VISITOR", "VISITORS"]
    for kind, name in (("USER", "VISITOR"), ("ROLE", "VISITORS")):
        page.sql(f"DROP {kind} {name}", f"CREATE {kind} {name}", f"CREATE {kind} {name}_2")
    assert sent("SELECT 'a guest'") == ["GUEST_USER (dropped)", "GUEST (dropped)"]


def test_page_masks_secrets(page: Page) -> None:
    page.sql("CREATE USER U PASSWORD = 'Very-secret-1'")
    with page.signed_in() as client:
        text = client.get("/").text
    assert "Very-secret-1" not in text
    assert "CREATE USER U PASSWORD" in text


def test_page_says_what_show_refuses(page: Page) -> None:
    page.sql("REVOKE ROLE OWNER FROM USER ADMIN", "REVOKE ROLE OWNER FROM ROLE ACCOUNTADMIN")
    with page.signed_in() as client:
        shown = table(client.get("/").text, "Containers")
    assert shown == [
        ["DEMO.APP.SVC", "SQL access control error:\nInsufficient privileges to operate on service 'SVC'."]
    ]


def test_page_follows_a_crash(page: Page) -> None:
    name = next(state.name for state in containers_of(page.account).containers())
    with page.signed_in() as client:
        containers_of(page.account).crash(name, 137)
        settle(page.account, 1)
        shown = table(client.get("/").text, "Containers")[0]
    assert shown[3] != "READY" or shown[4] != "0"


def test_reading_leaves_no_trace(page: Page) -> None:
    with page.account.connect(role="ACCOUNTADMIN") as connection:
        run(connection, "SELECT 'the last one'")
        with page.signed_in() as client:
            client.get("/")
            client.get("/page/content")
    assert page.account.account.log.last(1)[0]["text"] == "SELECT 'the last one'"
