"""What the engine is told of policies, and tells of them."""

import json
from pathlib import Path

from devkit import files
from devkit.preview_diff import policies
from devkit.preview_diff.policies import Policies

LOG = Path("/log")


def test_a_program_without_a_pack_is_asked_nothing(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    assert Policies.of(tmp_path, "dev").logged(LOG) == []
    assert Policies.of(tmp_path, "dev").options() == []


def test_a_pack_is_configured_by_a_file_of_the_stacks_name(tmp_path: Path) -> None:
    pack = tmp_path / "policies"
    files.write(pack / "PulumiPolicy.yaml", "runtime: python\n")
    files.write(pack / "dev.json", "{}\n")
    given, log = f"--policy-pack={pack}", f"--event-log={LOG}"
    configured = f"--policy-pack-config={pack / 'dev.json'}"
    assert Policies.of(tmp_path, "dev").options() == [given, configured]
    assert Policies.of(tmp_path, "dev").logged(LOG) == [given, configured, log]
    assert Policies.of(tmp_path, "prod").logged(LOG) == [given, log]


def test_violations_are_those_of_the_log_each_once_in_order() -> None:
    told = [
        {"policyName": name, "message": message, "enforcementLevel": level}
        for name, message, level in (
            ("two", "What it is.\npool P: 9\nof 3\n", "mandatory"),
            ("one", "without more", "mandatory"),
            ("one", "without more", "mandatory"),
            ("three", "What it is.\npool P: 8", "advisory"),
        )
    ]
    events = [{"sequence": 0, "policyLoadEvent": {}}, *({"policyEvent": it} for it in told), {"summaryEvent": {}}]
    found = policies.events("".join(f"{json.dumps(it)}\n" for it in events))

    assert found == told
    assert policies.violations(found, refusing=True) == ("one: without more", "two: pool P: 9\nof 3")
    assert policies.violations(found, refusing=False) == ("three: pool P: 8",)
    assert policies.events("") == []
