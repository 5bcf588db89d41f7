"""What GitHub runs and updates: nothing by a name that can move, no right that is not needed, no file left out."""

import re
from typing import Any

import yaml

from devkit import lock_files
from devkit.paths import Paths

CLONE = Paths.of_clone()
GITHUB = CLONE.root / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def test_workflows_name_actions_by_commit_and_say_their_version() -> None:
    lines = [line.strip(" -") for file in WORKFLOWS for line in file.read_text().splitlines() if "uses:" in line]

    assert len(lines) > 1
    assert [it for it in lines if not re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", it)] == []


def test_workflows_may_read_and_nothing_else() -> None:
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert job["permissions"] == {"contents": "read"}
            checkout = next(step for step in job["steps"] if "actions/checkout" in step.get("uses", ""))
            assert checkout["with"]["persist-credentials"] is False


def test_dependabot_looks_at_every_file_with_requirements() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text())["updates"]
    root = CLONE.root
    sources = {source for file in lock_files.lock_files(CLONE) for source in file.sources}

    def unseen(ecosystem: str, *files: Any) -> set[str]:
        patterns = [it for update in updates if update["package-ecosystem"] == ecosystem for it in directories(update)]
        seen = {root} if "/" in patterns else set()
        seen |= {it for pattern in patterns if pattern != "/" for it in root.glob(pattern.removeprefix("/"))}
        return {str(file.relative_to(root)) for file in files if file.parent not in seen}

    tracked = [root / "packages", root / "images"]
    modules = [file for directory in tracked for file in directory.rglob("go.mod")]
    dockerfiles = [file for directory in tracked for file in directory.rglob("Dockerfile")]
    assert len(modules) == 2
    assert unseen("pip", *sources, root / "images" / "jupyter" / "requirements.in") == set()
    assert unseen("gomod", *modules) == set()
    assert unseen("docker", *dockerfiles) == set()
    assert directories(next(it for it in updates if it["package-ecosystem"] == "github-actions")) == ["/"]


def directories(update: dict[str, Any]) -> list[str]:
    """Where Dependabot looks, as it is written."""
    return update.get("directories") or [update["directory"]]
