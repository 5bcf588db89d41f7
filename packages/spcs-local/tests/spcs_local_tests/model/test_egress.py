"""What HOST_PORT rules name."""

from __future__ import annotations

import pytest

from spcs_local.model.egress import ANY_HOST, HostPort


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("Open.Example", HostPort("open.example", 443, 443)),
        ("db.example:5432", HostPort("db.example", 5432, 5432)),
        ("eu-*.example.com:8000-8010", HostPort("eu-*.example.com", 8000, 8010)),
        (f"{ANY_HOST}:80", HostPort(ANY_HOST, 80, 80)),
        (ANY_HOST, HostPort(ANY_HOST, 443, 443)),
        ("x.example:0", HostPort("x.example", 0, 0)),
        ("", None),
        ("x..example", None),
        ("http://x.example", None),
        ("x.example:65536", None),
        ("x.example:8010-8000", None),
        ("*.*.example", None),
        (f"{ANY_HOST}:22", None),
        (f"{ANY_HOST}:80-443", None),
        (f"{'a' * 64}.example", None),
    ],
)
def test_value_is_read_as_a_place_or_not_at_all(value: str, place: HostPort | None) -> None:
    assert HostPort.read(value) == place


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [(22, 22, True), (80, 80, True), (443, 443, True), (25, 25, False), (443, 8443, False), (1024, 65535, True)],
)
def test_services_have_the_ports_of_the_page_alone(first: int, last: int, allowed: bool) -> None:
    assert HostPort("x.example", first, last).for_services is allowed


def test_width_counts_both_ends() -> None:
    assert HostPort("x.example", 8000, 8010).width == 11
