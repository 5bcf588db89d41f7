"""What the gate reads of the account, and how it decides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spcs_local.egress_gateway.policy import Policy, PolicyFile, Rule

SOURCE = "172.30.64.1"


def policy(*rules: Rule) -> Policy:
    return Policy(rules={SOURCE: rules})


@pytest.mark.parametrize(
    ("rule", "host", "port", "opened"),
    [
        (Rule("open.example", 443, 443), "open.example", 443, True),
        (Rule("open.example", 443, 443), "open.example", 80, False),
        (Rule("open.example", 443, 443), "evil-open.example", 443, False),
        (Rule("open.example", 443, 443), "open.example.evil", 443, False),
        (Rule("open.example", 443, 443), "openxexample", 443, False),
        (Rule("db.example", 8000, 8010), "db.example", 8010, True),
        (Rule("db.example", 8000, 8010), "db.example", 8011, False),
        (Rule("*.example.com", 443, 443), "a-1.example.com", 443, True),
        (Rule("*.example.com", 443, 443), "a.b.example.com", 443, False),
        (Rule("*.example.com", 443, 443), "example.com", 443, False),
        (Rule("eu-*.example.com", 443, 443), "eu-west.example.com", 443, True),
        (Rule("0.0.0.0", 443, 443), "anything.example", 443, True),  # noqa: S104 - how rules spell every host
        (Rule("0.0.0.0", 443, 443), "anything.example", 80, False),  # noqa: S104 - likewise
    ],
)
def test_open_what_a_rule_names(rule: Rule, host: str, port: int, opened: bool) -> None:
    assert policy(rule).opens(SOURCE, host, port) is opened


def test_open_nothing_to_another_source() -> None:
    rules = policy(Rule("0.0.0.0", 443, 443))  # noqa: S104 - how rules spell every host
    assert not rules.opens("172.30.64.2", "open.example", 443)
    assert not rules.knows("172.30.64.2", "open.example")


def test_tell_a_named_host_from_any() -> None:
    rules = policy(Rule("open.example", 443, 443), Rule("0.0.0.0", 443, 443))  # noqa: S104 - how rules spell every host
    assert rules.any_host(SOURCE, "else.example", 443)
    assert not rules.any_host(SOURCE, "open.example", 443)
    assert rules.ports == {443}


def test_follow_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    file = PolicyFile(path)
    assert not file.policy.opens(SOURCE, "open.example", 443)
    for port in (443, 8443):
        part = tmp_path / "part"
        part.write_text(json.dumps({"names": {}, "rules": {SOURCE: [["open.example", port, port]]}}))
        part.replace(path)
        assert file.policy.ports == {port}
    path.write_text("not JSON")
    assert file.policy.ports == {8443}
