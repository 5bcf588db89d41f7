"""Where an account is."""

from devkit.accept.gateway import Place
from devkit.accept.target import place


def test_an_account_is_where_its_name_says() -> None:
    assert place({}, "MYORG", "MY_ACCOUNT") == Place("myorg-my-account.snowflakecomputing.com", 443, "https")


def test_an_account_is_where_the_variables_say() -> None:
    variables = {"SNOWFLAKE_HOST": "127.0.0.1", "SNOWFLAKE_PORT": "7878", "SNOWFLAKE_PROTOCOL": "http"}
    assert place(variables, "LOCAL", "DEV") == Place("127.0.0.1", 7878, "http")
