"""Statements without literals, and without the names of one run."""

from devkit.accept.shapes import Shapes

SHAPES = Shapes("ACCEPT_DEV_", {"DEPLOYER_ROLE": "role", '"ACME"."DEV"': "account"})


def test_no_literal_is_left() -> None:
    text = "CREATE USER \"U\" PASSWORD = 'a''b\\'c; $$' COMMENT = $$it's$$ DAYS = 3"
    assert SHAPES.of(text) == "CREATE USER \"U\" PASSWORD = '?' COMMENT = '?' DAYS = 3"


def test_a_literal_without_an_end_takes_the_rest_with_it() -> None:
    assert SHAPES.of("ALTER USER U SET PASSWORD = 'hunter2") == "ALTER USER U SET PASSWORD = '?'"
    assert SHAPES.of("SELECT $$hunter2 'x'") == "SELECT '?'"


def test_names_of_a_run_are_those_of_any_other() -> None:
    text = 'GRANT ROLE "ACCEPT_DEV_R"  TO ROLE "DEPLOYER_ROLE"\n--terraform_provider_usage_tracking {"x": 1}'
    assert SHAPES.of(text) == 'GRANT ROLE "<prefix>R" TO ROLE "<role>"'
    assert SHAPES.of('PRIMARY "ACME"."DEV"."ACCEPT_DEV_D"') == 'PRIMARY <account>."<prefix>D"'
    assert SHAPES.of("accept_dev_milvus.beab DEPLOYER_ROLE_2") == "<prefix>milvus.beab DEPLOYER_ROLE_2"


def test_digests_are_alike() -> None:
    assert SHAPES.of("milvus:3b102577c4cbf1af") == "milvus:<digest>"
