"""What GitHub runs and updates: nothing by a name that can move, no right that is not needed, no file left out."""

import re
from typing import Any

import yaml

from devkit import lock_files
from devkit.paths import Paths

CLONE = Paths.of_clone()
GITHUB = CLONE.root / ".github"
COMMENTS = GITHUB / "workflows" / "preview-comment.yml"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def test_workflows_name_actions_by_commit_and_say_their_version() -> None:
    lines = [line.strip(" -") for file in WORKFLOWS for line in file.read_text().splitlines() if "uses:" in line]

    assert len(lines) > 1
    assert [it for it in lines if not re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", it)] == []


def test_workflows_may_read_and_one_comments() -> None:
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {}
        more = {"actions": "read", "pull-requests": "write"} if file == COMMENTS else {}
        for job in workflow["jobs"].values():
            assert job["permissions"] == {"contents": "read", **more}
            checkout = next(step for step in job["steps"] if "actions/checkout" in step.get("uses", ""))
            assert checkout["with"]["persist-credentials"] is False


def test_what_may_comment_runs_nothing_of_a_request() -> None:
    """Neither its revision nor a text of it: what it runs is the default branch's."""
    workflow = yaml.safe_load(COMMENTS.read_text())
    (job,) = workflow["jobs"].values()
    checkout, download, posting = job["steps"]
    # on is true in YAML 1.1
    assert list(workflow[True]) == ["workflow_run"]
    assert checkout["with"] == {"persist-credentials": False}
    assert "download-artifact@" in download["uses"]
    assert posting["run"] == 'make -s preview-comment REPORT="$RUNNER_TEMP/preview"'
    assert posting["env"] == {"GITHUB_TOKEN": "${{ github.token }}"}
    assert WORKFLOWS[0].parent / f"{workflow[True]['workflow_run']['workflows'][0]}.yml" in WORKFLOWS


def test_every_step_of_a_shell_is_a_target_of_make() -> None:
    """So that each can be run, and is tested, without GitHub."""
    steps = [
        step
        for file in WORKFLOWS
        for job in yaml.safe_load(file.read_text())["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    targets = set(re.findall(r"^([a-z-]+):", (CLONE.root / "Makefile").read_text(), re.MULTILINE))
    assert len(steps) == len(WORKFLOWS)
    for step in steps:
        # a bare machine has no make yet: this installs it, and calls make test
        called = re.fullmatch(r'make -s ([a-z-]+)(?: [A-Z]+=[\w^"$/.-]+)*', step["run"])
        assert step["run"] == ".ci/run" or (called and called[1] in targets)
        assert "${{" not in step["run"]


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
    assert len(modules) == 3
    assert unseen("pip", *sources, root / "images" / "jupyter" / "requirements.in") == set()
    assert unseen("gomod", *modules) == set()
    assert unseen("docker", *dockerfiles) == set()
    assert directories(next(it for it in updates if it["package-ecosystem"] == "github-actions")) == ["/"]


def directories(update: dict[str, Any]) -> list[str]:
    """Where Dependabot looks, as it is written."""
    return update.get("directories") or [update["directory"]]
