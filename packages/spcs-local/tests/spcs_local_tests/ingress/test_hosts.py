"""Hosts that name an endpoint, and those that do not."""

from __future__ import annotations

import pytest

from spcs_local.ingress.hosts import label_of, same_origin


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("abc123-local-dev.localhost", "abc123-local-dev"),
        ("ABC-local-dev.LOCALHOST:7880", "abc-local-dev"),
        ("localhost", None),
        ("a.b.localhost", None),
        ("-abc.localhost", None),
        (f"{'a' * 64}.localhost", None),
        ("abc.localhost.evil.example", None),
        ("abc.localhost:", None),
    ],
)
def test_label_is_the_first_of_a_host_of_this_machine(host: str, label: str | None) -> None:
    assert label_of(host) == label


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("http://Abc.localhost:7880", True),
        ("https://abc.localhost:7880", True),
        ("http://abc.localhost", False),
        ("http://def.localhost:7880", False),
        ("null", False),
    ],
)
def test_origin_is_the_host_itself(origin: str | None, same: bool) -> None:
    headers = {"host": "abc.localhost:7880"} | ({} if origin is None else {"origin": origin})
    assert same_origin(headers) is same
