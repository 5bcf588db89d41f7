"""Checks of single settings."""

from __future__ import annotations

from typing import Any

import pytest

from components import checks
from components.checks import Check
from components.secret import Secret

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (checks.identifier, "A_1$", "A_1$"),
        (checks.own_role, "READERS", "READERS"),
        (checks.prefix, "TEAM_", "TEAM_"),
        (checks.key, "my-service-2", "my-service-2"),
        (checks.directory, "My_image-2", "My_image-2"),
        (checks.secret, "s", Secret("s")),
        (checks.anything, "a b", "a b"),
        (checks.table, '{"a": {"b": [1]}}', {"a": {"b": [1]}}),
        (checks.account_part, "my-org", "my-org"),
        (checks.host, "a.example.org", "a.example.org"),
        (checks.registry_host, "127.0.0.1:7879", "127.0.0.1:7879"),
        (checks.image, "python:3.11", "python:3.11"),
        (checks.image, "python@sha256:" + "0" * 64, "python@sha256:" + "0" * 64),
        (checks.milvus_image, "milvusdb/milvus:v2.5.27", "milvusdb/milvus:v2.5.27"),
        (checks.image_reference, "/d/s/r/a/b:1.0", "/d/s/r/a/b:1.0"),
        (checks.integer(0, 5), "5", 5),
        (checks.one_of("text", "stage"), "stage", "stage"),
        (checks.boolean, "false", False),
        (checks.egress_hosts, "a.org, b.org:1, 0.0.0.0:443", ("a.org", "b.org:1", "0.0.0.0:443")),
        (checks.egress_hosts, '["a.org", "b.org:1"]', ("a.org", "b.org:1")),
        (checks.egress_hosts, "[]", ()),
        (checks.egress_hosts, "", ()),
    ],
)
def test_take(check: Check[Any], text: str, value: object) -> None:
    assert check(text) == value


@pytest.mark.parametrize(
    ("check", "text", "allowed"),
    [
        (checks.identifier, "a", "a name of capitals, digits, _ and \\$"),
        (checks.own_role, "SYSADMIN", "a role of the stack's own, none of ACCOUNTADMIN, "),
        (checks.prefix, "1_", "capitals, digits and _, at most 63"),
        (checks.key, "2nd", "small letters, digits and single -, at most 63"),
        (checks.directory, "a/b", "letters, digits, - and _"),
        (checks.table, "{", "a mapping of keys to mappings"),
        (checks.table, DEEP, "a mapping of keys to mappings"),
        (checks.roles, DEEP, "a mapping of account, users, grants, storage to names of roles"),
        (checks.roles, '{"account": "low"}', "a mapping of account, users, grants, storage to names of roles"),
        (checks.table, '{"a": 1}', "a mapping of keys to mappings"),
        (checks.account_part, "a.b", "letters, digits, _ and -"),
        (checks.host, "http://a", "a host name or address without scheme and port"),
        (checks.registry_host, "a:0", "host or host:port"),
        (checks.image, "python:latest", "a tag other than latest"),
        (checks.milvus_image, "milvusdb/milvus:v2.5.10", "a version of Milvus without CVE-2025-64513"),
        (checks.image_reference, "/d/s/r/milvus:v2.5.10", "a version of Milvus without CVE-2025-64513"),
        (checks.image_reference, "/D/s/r/a:1", "/database/schema/repository/name:tag"),
        (checks.integer(1, 10, "GiB"), "11", "a whole number from 1 to 10 GiB"),
        (checks.integer(1, 10), "1e1", "a whole number from 1 to 10$"),
        (checks.one_of("text", "stage"), "file", "one of text, stage"),
        (checks.boolean, "True", "true or false"),
        (checks.egress_hosts, "0.0.0.0:22", "0.0.0.0 stands for any host, with port 443 or 80 alone"),
        (checks.egress_hosts, '["a.org", 1, {}]', "host or host:port, in a list or separated by commas"),
        (checks.egress_hosts, '["a.org,b.org"]', "host or host:port, in a list or separated by commas"),
        (checks.egress_hosts, DEEP, "host or host:port, in a list or separated by commas"),
    ],
)
def test_refuse_with_what_is_allowed(check: Check[Any], text: str, allowed: str) -> None:
    with pytest.raises(ValueError, match=allowed):
        check(text)
