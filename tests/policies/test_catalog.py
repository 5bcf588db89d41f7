"""All rules, and what is said of them."""

from __future__ import annotations

import json
import re

import pytest

from milvus_policies.catalog import RULES
from milvus_policies.rules import ResourceRule, StackRule
from tests.unit.recording import ROOT

DOCUMENT = (ROOT / "docs" / "policies.md").read_text()
ROWS: dict[str, str] = dict(re.findall(r"^\| `([a-z-]+)` (\|.*)$", DOCUMENT, re.MULTILINE))


def test_the_document_has_each_rule_in_order() -> None:
    assert list(ROWS) == [it.name for it in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda it: it.name)
def test_the_document_has_what_the_configuration_may_say(rule: ResourceRule | StackRule) -> None:
    given = re.search(r"`(\{.*\})` \|$", ROWS[rule.name])
    assert (json.loads(given[1]) if given else {}) == rule.defaults


def test_the_exceptions_of_the_guide_are_rules() -> None:
    given = json.loads((ROOT / "policies" / "guide.json").read_text())
    assert given == {"no-all-privileges": "advisory", "no-any-host": "advisory"}
    assert given.keys() <= {it.name for it in RULES}
