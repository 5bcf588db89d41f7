"""What a setting of something outside may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.external_table import Address, address, brokers, bucket, region


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("s3.eu-central-1.amazonaws.com", Address("s3.eu-central-1.amazonaws.com")),
        ("S3.Example.org:9000", Address("s3.example.org", 9000)),
        ("b-1.example.org:9094", Address("b-1.example.org", 9094)),
    ],
)
def test_an_address_is_a_host_and_maybe_a_port(text: str, found: Address) -> None:
    assert address(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "https://s3.example.org",
            "s3.example.org/bucket",
            "s3.example.org:",
            "s3.example.org:0",
            "key:s@example.org",
        ),
        *(
            "objectstore",
            "localhost",
            "localhost.localdomain",
            "127.0.0.1:9000",
            "0.0.0.0:443",
            "172.17.0.5:80",
            "a.b:1:2",
            " s3.a.b",
        ),
    ],
)
def test_no_scheme_no_path_no_address_and_nothing_of_the_container_itself(text: str) -> None:
    with pytest.raises(
        ValueError, match="host or host:port outside the account, a domain and no address, without scheme and path"
    ):
        address(text)


def test_brokers_are_a_list_or_a_text_with_commas() -> None:
    two = (Address("b1.example.org", 9093), Address("b2.example.org", 9092))
    assert brokers('["b1.example.org:9093", "b2.example.org"]') == brokers("b1.example.org:9093, b2.example.org") == two
    with pytest.raises(ValueError, match=r"each host or host:port outside the account.*in a list or with commas"):
        brokers("b1.example.org:9093,")


@pytest.mark.parametrize(
    ("check", "wrong"), [(bucket, "Vectors"), (bucket, "v"), (bucket, "s3://vectors"), (region, "EU"), (region, "a--b")]
)
def test_buckets_and_regions_are_named_as_s3_has_them(check: Callable[[str], Any], wrong: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        check(wrong)
    assert bucket("vectors-of.acme") == "vectors-of.acme"
    assert region("eu-central-1") == "eu-central-1"
