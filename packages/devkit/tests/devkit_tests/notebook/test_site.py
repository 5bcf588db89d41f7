"""URLs and credentials."""

from __future__ import annotations

import pytest

from devkit.notebook import Credentials, NotebookError
from devkit.notebook.site import normal_url


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("abc-local-dev.localhost:7880", "http://abc-local-dev.localhost:7880"),
        ("http://abc-local-dev.localhost:7880/", "http://abc-local-dev.localhost:7880"),
        ("abc-org-acct.snowflakecomputing.app", "https://abc-org-acct.snowflakecomputing.app"),
        ("https://abc-org-acct.snowflakecomputing.app/", "https://abc-org-acct.snowflakecomputing.app"),
        ("abc.localhost.evil.example", "https://abc.localhost.evil.example"),
    ],
)
def test_url_gets_the_scheme_that_its_host_speaks(given: str, expected: str) -> None:
    assert normal_url(given) == expected


@pytest.mark.parametrize("given", ["", "http://", "ftp://host", "http://host:port"])
def test_url_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(NotebookError, match="expected"):
        normal_url(given)


def test_credentials_do_not_print_their_secrets() -> None:
    printed = repr(Credentials("MILVUS_USER", password="secret", token="secret"))
    assert "MILVUS_USER" in printed
    assert "secret" not in printed
