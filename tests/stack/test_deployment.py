"""What deploy.yml and drift.yml run, as they run it: targets of make, in a clone that signs in by a job's own tokens.

The account and the issuer of tokens are local; GitHub is as much of it as a job asks. No container runs.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from snowflake.connector import DictCursor

from devkit import environment, set_up, virtualenv
from devkit.bench.workspace import GIVEN, account_in_memory
from devkit.console import Console
from devkit.context import Context
from devkit.deployment import identity
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pull_request import report
from devkit.pull_request.github import BOT
from devkit.service_user.making import ROLE, Site
from devkit_tests.pull_request.fake_github import ISSUE, REPOSITORY, TOKEN, FakeGitHub, served
from spcs_local.testing import TokenIssuer
from tests.stack.buckets import KEY_REGION, Bucket
from tests.stack.conftest import copy_clone
from tests.stack.signing_in import IDENTITIES_GO_TO

ROOT = Paths.of_clone().root
DEPLOYER, PREVIEWER = "MILVUS_DEPLOYER", "MILVUS_PREVIEWER"
SUBJECTS = {DEPLOYER: "repo:acme/milvus:environment:production", PREVIEWER: "repo:acme/milvus:ref:refs/heads/main"}
HOSTILE = "```\n@octocat <img src=x> ![](http://example.org) \u202e"


@dataclass(frozen=True)
class Runner:
    """A clone, and the environment of its jobs; what they leave for GitHub lies in `files`."""

    clone: Path
    files: Path
    site: Site
    issuer: TokenIssuer
    github: FakeGitHub
    variables: dict[str, str]
    given: list[str] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)

    def job(self, user: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A step of a job that may ask for tokens."""
        return self.make(*arguments, **self.asks(user))

    def asks(self, user: str) -> dict[str, str]:
        """What such a job has in its environment."""
        self.github.tokens = lambda audience: self._token(SUBJECTS[user], audience)
        return {
            "SNOWFLAKE_USER": user,
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.github.address}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": TOKEN,
        }

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "-s", *arguments], cwd=self.clone, env={**self.variables, **variables},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _token(self, subject: str, audience: str) -> str:
        self.given.append(self.issuer.token(subject, audience))
        return self.given[-1]

    def administrate(self, statements: str) -> None:
        with closing(self.site.signed_in()) as connection:
            connection.execute_string(statements)

    def owner(self, database: str) -> str | None:
        """Of the database, if it is there."""
        with closing(self.site.signed_in()) as connection, closing(connection.cursor(DictCursor)) as cursor:
            found = cursor.execute(f"SHOW DATABASES LIKE '{database}'").fetchone()
            return found and str(found["owner"])

    def commit(self) -> None:
        """What lies in the clone and is not ignored by a real one."""
        self._git("add", "Pulumi.yaml", "Pulumi.prod.yaml")
        self._git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--allow-empty", "--message=one")
        self.commits.append(self._git("rev-parse", "HEAD").strip())

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.clone, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture(scope="module")
def runner(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    clone, files = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("files")
    context = cloned(toolchain_context.paths.root, clone)
    with account_in_memory(context) as account, TokenIssuer() as issuer, served() as github:
        site = Site(environment.account_variables(context, account))
        made = Runner(clone, files, site, issuer, github, _variables(context, account, files, github))
        for user, subject in SUBJECTS.items():
            made.administrate(
                made.make("bootstrap-sql", f"USER={user}", f"ISSUER={issuer.url}", f"SUBJECT={subject}").stdout
            )
        _stack_file(made, account)
        subprocess.run(["git", "init", "--quiet"], cwd=clone, check=True)
        made.commit()
        yield made
    # the clone's set-up had the launchers in the cache start what lies in the clone
    set_up.engine_tasks(toolchain_context).run()


def cloned(source: Path, target: Path) -> Context:
    """With devkit as it is in a clone; the rest of the packages is in the virtual environment."""
    context = copy_clone(source, target)
    (target / "packages").unlink()
    for package in source.glob("packages/*/"):
        (target / "packages").mkdir(exist_ok=True)
        (target / "packages" / package.name).symlink_to(package)
    (target / "packages" / "devkit").unlink()
    ignored = shutil.ignore_patterns("tests", "__pycache__")
    shutil.copytree(source / "packages" / "devkit", target / "packages" / "devkit", ignore=ignored)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copyfile(source / name, target / name)
    assert virtualenv.current(context), "it is shared, and not this clone's to mend. Run: make check"
    return context


def _variables(context: Context, account: Account, files: Path, github: FakeGitHub) -> dict[str, str]:
    own = environment.pulumi_variables(context)
    of_local_run = ("PULUMI_STACK", "PULUMI_OPTION_CONFIG_FILE")
    place = environment.account_variables(context, account)
    nobody = (*environment.WHO, "SNOWFLAKE_ROLE")
    environment.local_secrets(context.paths)
    environment.backend(context.paths).mkdir()
    return {
        **{name: value for name, value in os.environ.items() if name not in environment.FOREIGN and "MAKE" not in name},
        **{name: value for name, value in own.items() if name not in of_local_run},
        **{name: value for name, value in place.items() if name not in nobody},
        **IDENTITIES_GO_TO,
        "DOCKER_CONFIG": str(files / "docker"),
        "XDG_RUNTIME_DIR": str(files),
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.address,
        "GITHUB_OUTPUT": str(files / "output"),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_RUN_ID": "99",
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_STEP_SUMMARY": str(files / "summary"),
        "GITHUB_TOKEN": TOKEN,
    }


def _stack_file(runner: Runner, account: Account) -> None:
    """As a team has it in its repository."""
    pulumi = ["pulumi", "--non-interactive"]
    for arguments in (["stack", "init", "prod"], ["config", "set", "--secret", "milvusUserPassword", "Secret-1"]):
        subprocess.run([*pulumi, *arguments], cwd=runner.clone, env=runner.variables, check=True, capture_output=True)
    file = runner.clone / "Pulumi.prod.yaml"
    content = yaml.safe_load(file.read_text())
    content["config"] |= {
        "pulumi:disable-default-providers": ["snowflake", "docker"],
        "milvus-spcs:registryHost": account.registry_host,
        "milvus-spcs:services": GIVEN,
        "snowflake:role": ROLE,
    }
    file.write_text(yaml.safe_dump(content))


@pytest.fixture(scope="module")
def previewed(runner: Runner) -> subprocess.CompletedProcess[str]:
    return runner.job(PREVIEWER, "deploy-preview", "STACK=prod", "REPORT=deployment")


@pytest.fixture(scope="module")
def deployed(runner: Runner, previewed: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert previewed.returncode == 0, previewed.stderr
    return runner.job(DEPLOYER, "deploy", "STACK=prod", "APPROVED=deployment")


@pytest.fixture(scope="module")
def drifted(runner: Runner, deployed: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """After changes by SQL, and a commit that was not deployed."""
    assert deployed.returncode == 0, deployed.stdout
    runner.administrate(
        f"ALTER WAREHOUSE MILVUS_WAREHOUSE SET AUTO_SUSPEND = 999 COMMENT = '{HOSTILE}';"
        f"GRANT ROLE {ROLE} TO USER {runner.site.variables['SNOWFLAKE_USER']};"
        f"USE ROLE {ROLE}; DROP STAGE MILVUS_DEMO.PUBLIC.YAML_STAGE;"
    )
    runner.commit()
    return runner.job(PREVIEWER, "drift", "STACK=prod", "REPORT=drift")


def test_a_preview_says_what_would_be_made_and_makes_nothing(
    runner: Runner, previewed: subprocess.CompletedProcess[str]
) -> None:
    assert previewed.returncode == 0, previewed.stderr
    headline = f"### Deployment of `prod`: {len(report.load(runner.clone / 'deployment').resources)} to create\n\n`"
    assert previewed.stdout.startswith(headline)
    assert (runner.files / "summary").read_text().startswith(headline)
    assert (runner.files / "output").read_text().startswith("changes=true\n")
    assert runner.owner("MILVUS_DEMO") is None


def test_a_job_says_who_it_is_and_shows_no_token(
    runner: Runner, previewed: subprocess.CompletedProcess[str], deployed: subprocess.CompletedProcess[str]
) -> None:
    for user, said in ((PREVIEWER, previewed.stderr), (DEPLOYER, deployed.stdout)):
        assert f"identity: {user}, by a token of {runner.issuer.url} for {SUBJECTS[user]}\n" in said
    everything = previewed.stdout + previewed.stderr + deployed.stdout + deployed.stderr
    assert [it for it in runner.given if it in everything or it.rpartition(".")[2] in everything] == []
    assert len(runner.given) == 3


def test_what_was_approved_is_deployed(runner: Runner, deployed: subprocess.CompletedProcess[str]) -> None:
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert "JUPYTER: READY" in deployed.stdout
    assert runner.owner("MILVUS_DEMO") == ROLE


def test_nothing_that_signs_in_is_left(runner: Runner, deployed: subprocess.CompletedProcess[str]) -> None:
    assert deployed.returncode == 0
    assert json.loads((runner.files / "docker" / "config.json").read_text()).get("credHelpers", {}) == {}
    assert [it.name for it in (runner.files / "milvus-spcs" / "registry-sessions").iterdir()] == ["lock"]
    assert not [it for it in runner.files.rglob("*") if it.is_file() and TOKEN in it.read_text()]


def test_state_in_s3_and_secrets_by_kms_need_no_stored_credential(
    runner: Runner, bucket: Bucket, tmp_path: Path
) -> None:
    bucket.make_key("alias/deployment")
    (tmp_path / "Pulumi.yaml").write_text("name: state\nruntime: python\n")
    nobody = {name: value for name, value in runner.variables.items() if not name.startswith(("AWS_", "PULUMI_CONFIG"))}
    with identity.signed_in(Console(io.StringIO()), {**nobody, **bucket.by_role, **runner.asks(DEPLOYER)}) as variables:

        def pulumi(*arguments: str) -> str:
            command = ["pulumi", *arguments, "--non-interactive"]
            done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            return done.stdout

        pulumi("stack", "init", "prod", f"--secrets-provider=awskms://alias/deployment?region={KEY_REGION}")
        pulumi("config", "set", "--secret", "password", "Hunter-2")
        assert pulumi("config", "get", "password") == "Hunter-2\n"
        assert "prod" in pulumi("stack", "ls")
    assert "Hunter-2" not in (tmp_path / "Pulumi.prod.yaml").read_text()


def test_drift_after_a_change_by_sql_is_found(drifted: subprocess.CompletedProcess[str]) -> None:
    # 1 of the command is 2 of make
    assert drifted.returncode == 2
    assert "Error 1" in drifted.stderr
    assert drifted.stdout.startswith("### Drift of `prod`: 1 to change, 1 to create\n")


def test_drift_is_one_issue_whose_text_is_inert(runner: Runner, drifted: subprocess.CompletedProcess[str]) -> None:
    assert drifted.returncode == 2
    posted = runner.make("drift-issue", "REPORT=drift")
    assert (posted.returncode, posted.stdout) == (0, f"drift-issue: opened issue {ISSUE}\n"), posted.stderr
    ((method, path, body),) = runner.github.written
    assert (method, path, runner.github.beside) == ("POST", "issues", [{"title": "Drift of the stack prod"}])
    assert body == expected(runner)

    runner.github.issues = [{"number": ISSUE, "body": body, "user": {"login": BOT}}]
    assert runner.make("drift-issue", "REPORT=drift").stdout == f"drift-issue: updated issue {ISSUE}\n"


def expected(runner: Runner) -> str:
    deployed, found = runner.commits[-2][:12], runner.commits[-1][:12]
    text = (Path(__file__).parent / "previews" / "drift.md").read_text()
    unchanged = str(report.load(runner.clone / "drift").unchanged)
    return text.replace("{deployed}", deployed).replace("{found}", found).replace("{unchanged}", unchanged)
