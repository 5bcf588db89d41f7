"""The longest chain of dependent statements."""

from __future__ import annotations

from devkit.bench.critical_path import longest_chain, steps
from devkit.bench.statements import Statement


def sent(*texts: str, role: str = "SYSADMIN", session: int = 1) -> list[Statement]:
    """One after the other, each a second long."""
    return [Statement(session, role, text, float(number), 1.0) for number, text in enumerate(texts)]


def chain(statements: list[Statement]) -> list[str]:
    return [statement.text for statement in longest_chain(statements).statements]


def test_read_back_counts_with_what_made_the_object() -> None:
    statements = sent('CREATE DATABASE "D"', "SHOW DATABASES LIKE 'D'", 'CREATE SCHEMA "D"."S"')
    assert [len(step.statements) for step in steps(statements)] == [2, 1]
    assert longest_chain(statements).seconds == 3


def test_grants_are_read_back_with_their_grant_and_not_with_their_object() -> None:
    grants = ['GRANT USAGE ON DATABASE "D" TO ROLE "A"', 'GRANT USAGE ON DATABASE "D" TO ROLE "B"']
    reads = ["SHOW ROLES LIKE 'A'", 'SHOW GRANTS ON DATABASE "D"']
    statements = sent('CREATE DATABASE "D"', "SHOW DATABASES LIKE 'D'", *grants, *reads, 'CREATE SCHEMA "D"."S"')
    assert [len(step.statements) for step in steps(statements)] == [2, 3, 2, 1]
    assert chain(statements) == ['CREATE DATABASE "D"', "SHOW DATABASES LIKE 'D'", grants[0], *reads]


def test_grants_that_nothing_waits_to_read_are_apart() -> None:
    statements = sent('CREATE DATABASE "D"', 'SHOW GRANTS ON DATABASE "D"', "SHOW ROLES LIKE 'A'")
    assert [len(step.statements) for step in steps(statements)] == [1, 1, 1]


def test_what_names_no_object_belongs_to_the_step_before_it() -> None:
    opening = sent("SELECT 1", "SELECT CURRENT_SESSION()")
    other = [Statement(2, "USERADMIN", "SELECT 1", 0.5, 1.0)]
    made = [Statement(1, "SYSADMIN", 'CREATE DATABASE "D"', 2.0, 1.0), Statement(3, "SYSADMIN", "SELECT 2", 3.0, 1.0)]
    statements = sorted([*opening, *other, *made], key=lambda it: it.started)
    assert [[it.text for it in step.statements] for step in steps(statements)] == [
        ["SELECT 1", "SELECT CURRENT_SESSION()"],
        ["SELECT 1"],
        ['CREATE DATABASE "D"', "SELECT 2"],
    ]
    assert longest_chain(statements).seconds == 4


def test_replications_of_a_database_are_read_with_it() -> None:
    show = 'SHOW REPLICATION DATABASES WITH PRIMARY "ORGANIZATION"."ACCOUNT"."D"'
    assert [len(step.statements) for step in steps(sent('CREATE DATABASE "D"', show))] == [2]


def test_what_a_step_sends_at_once_counts_once() -> None:
    kinds = ("INSTANCES", "CONTAINERS")
    shown = [Statement(1, "R", f'SHOW SERVICE {kind} IN SERVICE "S"', 1.0, 1.0) for kind in kinds]
    assert longest_chain([*sent('DESCRIBE SERVICE "S"'), *shown]).seconds == 2


def test_objects_that_do_not_name_each_other_are_apart() -> None:
    statements = sent('CREATE ROLE "A"', 'CREATE WAREHOUSE "B"', 'CREATE DATABASE "D"')
    assert longest_chain(statements).seconds == 1


def test_object_waits_for_the_container_that_it_names() -> None:
    stage = """CREATE STAGE "D"."S"."FILES" ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')"""
    assert chain(sent('CREATE DATABASE "D"', 'CREATE ROLE "R"', stage)) == ['CREATE DATABASE "D"', stage]


def test_name_inside_a_specification_is_none() -> None:
    service = 'CREATE SERVICE "E"."S"."X" FROM SPECIFICATION $$image: "D"$$'
    assert longest_chain(sent('CREATE DATABASE "D"', service)).seconds == 1


def test_statement_waits_for_the_grant_of_its_role() -> None:
    grant = 'GRANT ROLE "OWNER" TO ROLE "ACCOUNTADMIN"'
    pool = 'CREATE COMPUTE POOL "P" MIN_NODES = 1'
    assert chain([*sent(grant), *sent(pool, role="OWNER", session=2)]) == [grant, pool]


def test_statement_waits_for_the_privilege_it_needs_and_no_other() -> None:
    needed = 'GRANT CREATE COMPUTE POOL ON ACCOUNT TO ROLE "OWNER"'
    other = 'GRANT CREATE STAGE, USAGE ON SCHEMA "D"."S" TO ROLE "OWNER"'
    pool = 'CREATE COMPUTE POOL "P" MIN_NODES = 1'
    assert longest_chain([*sent(needed), *sent(pool, role="OWNER", session=2)]).seconds == 2
    assert longest_chain([*sent(other), *sent(pool, role="OWNER", session=2)]).seconds == 1


def test_object_is_removed_after_what_it_holds() -> None:
    drops = sent('DROP STAGE IF EXISTS "D"."S"."FILES"', 'DROP SCHEMA IF EXISTS "D"."S"', 'DROP ROLE IF EXISTS "R"')
    assert chain(drops) == ['DROP STAGE IF EXISTS "D"."S"."FILES"', 'DROP SCHEMA IF EXISTS "D"."S"']


def test_nothing_sent_takes_no_time() -> None:
    assert longest_chain([]) == longest_chain(sent())
    assert longest_chain([]).seconds == 0
