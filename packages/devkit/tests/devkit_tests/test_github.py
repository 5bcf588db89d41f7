"""What GitHub runs and updates: nothing by a name that can move, no right that is not needed, no file left out."""

import re
from typing import Any

import yaml

from devkit import lock_files
from devkit.paths import Paths

CLONE = Paths.of_clone()
GITHUB = CLONE.root / ".github"
COMMENTS = GITHUB / "workflows" / "preview-comment.yml"
TOKEN = {"id-token": "write"}
# what jobs may beside reading the repository
RIGHTS = {
    "preview-comment.comment": {"actions": "read", "pull-requests": "write"},
    "deploy.preview": TOKEN,
    "deploy.deploy": TOKEN,
    "drift.look": TOKEN,
    "drift.issue": {"issues": "write"},
}
DEPLOY, DRIFT = GITHUB / "workflows" / "deploy.yml", GITHUB / "workflows" / "drift.yml"
GITLAB = CLONE.root / "docs" / "gitlab-ci.yml"
PHONY = re.search(r"^\.PHONY: (.*)$", (CLONE.root / "Makefile").read_text(), re.MULTILINE)
TARGETS = set(PHONY[1].split()) if PHONY else set()
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def test_workflows_name_actions_by_commit_and_say_their_version() -> None:
    lines = [line.strip(" -") for file in WORKFLOWS for line in file.read_text().splitlines() if "uses:" in line]

    assert len(lines) > 1
    assert [it for it in lines if not re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", it)] == []


def test_jobs_may_read_and_some_one_thing_more() -> None:
    seen = set()
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {}
        for name, job in workflow["jobs"].items():
            place = f"{file.stem}.{name}"
            seen.add(place)
            assert job["permissions"] == {"contents": "read", **RIGHTS.get(place, {})}
            checkout = next(step for step in job["steps"] if "actions/checkout" in step.get("uses", ""))
            assert checkout["with"]["persist-credentials"] is False
    assert seen > RIGHTS.keys()


def test_cache_is_another_one_where_what_set_up_obtains_is() -> None:
    keys = {key for file in WORKFLOWS for key in re.findall(r"key: toolchain-.*hashFiles\((.*)\)", file.read_text())}
    assert len(keys) == 1
    patterns = re.findall(r"'([^']+)'", keys.pop())
    hashed = {found for pattern in patterns for found in CLONE.root.glob(pattern)}
    clients = [file for file in CLONE.clients.rglob("*") if file.is_file()]
    assert {"package-lock.json", "coordinate"} < {file.name for file in clients}
    locks = [file.path for file in lock_files.lock_files(CLONE)]
    beside = [CLONE.requirements, *locks, *clients, *(CLONE.packages[0] / "src").rglob("*.sum")]
    assert [str(file) for file in beside if not any(part in hashed for part in (file, *file.parents))] == []


def test_no_secret_is_stored_but_the_runs_own() -> None:
    assert [file.name for file in WORKFLOWS if "secrets." in file.read_text()] == []


def test_what_signs_in_to_an_account_runs_where_somebody_has_named_a_stack() -> None:
    """And what changes it after an approval, one at a time; nothing of that is started by a request."""
    for file in (DEPLOY, DRIFT):
        workflow = yaml.safe_load(file.read_text())
        first = next(iter(workflow["jobs"].values()))
        assert first["if"].startswith("vars.DEPLOY_STACK != ''")
        assert not set(workflow[True]) - {"push", "schedule", "workflow_dispatch"}
        assert workflow["concurrency"] == {
            "group": f"{file.stem}-${{{{ vars.DEPLOY_STACK }}}}",
            "cancel-in-progress": False,
        }
    deploy = yaml.safe_load(DEPLOY.read_text())["jobs"]["deploy"]
    assert (deploy["environment"], deploy["needs"]) == ("production", "preview")


def test_the_pipeline_of_gitlab_runs_the_same() -> None:
    """By targets of make, with a token for the account, and an update that somebody starts."""
    pipeline = yaml.safe_load(GITLAB.read_text())
    jobs = {name: job for name, job in pipeline.items() if "script" in job}
    calls = {name: [called(line) for line in job["script"]] for name, job in jobs.items()}
    assert calls == {"preview": ["deploy-preview"], "deploy": ["deploy"], "drift": ["drift"]}
    assert set().union(*calls.values()) <= TARGETS
    assert pipeline["default"]["id_tokens"] == {"SNOWFLAKE_TOKEN": {"aud": "snowflakecomputing.com"}}
    assert jobs["deploy"]["environment"]["name"] == "production"
    assert jobs["deploy"]["resource_group"] == "$DEPLOY_STACK"
    assert [rule.get("when") for rule in jobs["deploy"]["rules"]] == ["manual"]
    assert not (CLONE.root / ".gitlab-ci.yml").exists()


def called(line: str) -> str:
    """The target of a line that is a call of make and no more."""
    found = re.fullmatch(r'make(?: -s)? ([a-z-]+)(?: [A-Z]+=[\w^"$/.-]+)*', line)
    assert found, line
    return found[1]


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
    assert len(steps) == 7
    for step in steps:
        # a bare machine has no make yet: this installs it, and calls make test
        assert step["run"] == ".ci/run" or called(step["run"]) in TARGETS
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
    assert len(modules) == 5
    assert unseen("pip", *sources, root / "images" / "jupyter" / "requirements.in") == set()
    assert unseen("gomod", *modules) == set()
    assert unseen("docker", *dockerfiles) == set()
    assert directories(next(it for it in updates if it["package-ecosystem"] == "github-actions")) == ["/"]


def directories(update: dict[str, Any]) -> list[str]:
    """Where Dependabot looks, as it is written."""
    return update.get("directories") or [update["directory"]]
