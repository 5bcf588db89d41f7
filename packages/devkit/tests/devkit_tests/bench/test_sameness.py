"""Whether two tools have made the same."""

from __future__ import annotations

import pytest

from devkit.bench import sameness
from devkit.bench.statements import Statement
from devkit.errors import ToolchainError


def sent(*texts: str) -> list[Statement]:
    return [Statement(1, "R", text, 0.0, 0.0) for text in texts]


def test_objects_are_told_by_kind_and_name_and_grants_by_what_they_grant() -> None:
    statements = sent(
        """CREATE STAGE "D"."PUBLIC"."S" DIRECTORY = (ENABLE = false) COMMENT = 'x'""",
        'GRANT WRITE, READ ON STAGE "D"."PUBLIC"."S" TO ROLE "R"',
        'GRANT ROLE "R" TO USER "U"',
        'GRANT SERVICE ROLE "D"."PUBLIC"."V"!ALL_ENDPOINTS_USAGE TO ROLE "R"',
        "SHOW ROLES LIKE 'R'",
        'ALTER SERVICE "D"."PUBLIC"."V" SUSPEND',
    )
    assert sameness.made(statements) == {
        'CREATE STAGE "D"."PUBLIC"."S"',
        'GRANT READ, WRITE ON STAGE "D"."PUBLIC"."S" TO ROLE "R"',
        'GRANT ROLE "R" TO USER "U"',
        'GRANT SERVICE ROLE "D"."PUBLIC"."V"!ALL_ENDPOINTS_USAGE TO ROLE "R"',
    }


def test_what_only_one_has_made_is_an_error_with_its_name() -> None:
    sameness.check({"CREATE ROLE R"}, {"CREATE ROLE R"}, "Terraform")
    with pytest.raises(ToolchainError, match=r"only the stack: CREATE A\nonly Terraform: CREATE B$"):
        sameness.check({"CREATE A", "CREATE ROLE R"}, {"CREATE B", "CREATE ROLE R"}, "Terraform")
