"""The command line: what it refuses, and what it leaves alone."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devkit import checks, cli, files, healing, paths, stack_program, virtualenv
from devkit.context import Context

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """The command line works on an empty clone."""
    monkeypatch.setattr(paths.Paths, "of_clone", staticmethod(lambda: context.paths))
    (context.paths.root / "requirements.txt").write_bytes((ROOT / "requirements.txt").read_bytes())
    return context


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("arguments", [["env"], ["status"], ["logs", "MILVUS"]])
def test_commands_that_need_the_account_say_how_to_start_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == "error: the local account is not started. Run: make account, or make up\n"


@pytest.mark.usefixtures("clone")
def test_env_takes_a_connection_for_another_accounts_stack_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = '[prod]\naccount = "acme-dev"\nuser = "U"\npassword = "hunter2"\n'
    files.write(tmp_path / "connections.toml", connection, 0o600)
    monkeypatch.setenv("SNOWFLAKE_HOME", str(tmp_path))
    assert cli.main(["env", "--stack", "dev", "--connection", "prod"]) == 0
    assert "env-dev.sh" in capsys.readouterr().out
    assert cli.main(["env", "--connection", "prod"]) == 2
    assert "Run: make env STACK=… CONNECTION=…" in capsys.readouterr().err


def test_make_env_passes_on_what_its_own_command_line_says(tmp_path: Path) -> None:
    done = make("env", "STACK=d'ev", "CONNECTION=none", f"SNOWFLAKE_HOME={tmp_path}")
    assert done.returncode == 2
    assert done.stderr.startswith('error: STACK is "d\'ev"')


def test_down_on_nothing_says_so(clone: Context, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert cli.main(["down"]) == 0
        assert capsys.readouterr().out == "There is nothing to take down.\n"
    assert [it.name for it in clone.paths.local.iterdir()] == ["lock"]


SWITCHES = [
    ("registry-login", "REMOVE", "--remove"),
    ("registry-login", "KEEP", "--keep-session"),
    ("accept", "WITHOUT_NOTEBOOK", "--without-notebook"),
    ("heal", "FORCE", "--force"),
    ("heal", "FORGET", "--forget"),
    ("lock", "UPGRADE", "--upgrade"),
]


@pytest.mark.parametrize(("target", "name", "flag"), SWITCHES)
def test_switches_are_of_makes_own_command_line_and_1(target: str, name: str, flag: str) -> None:
    assert flag in make("-n", target, f"{name}=1").stdout
    for arguments in ((), (f"{name}=",)):
        done = make("-n", target, *arguments, **{name: "1"})
        assert (done.returncode, flag in done.stdout) == (0, False)
    for wrong in ("0", "1 2", "no"):
        done = make("-n", target, f"{name}={wrong}")
        assert done.returncode == 2
        assert f'{name} is "{wrong}"; allowed: 1. To do: make {target} {name}=1, or leave {name} out' in done.stderr


def make(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """As a person calls it, with nothing of a make that runs the tests; `more` is in the environment."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "SERVICE"))
    } | more
    return subprocess.run(
        ["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, env=variables
    )


def test_help_names_every_target() -> None:
    listed = make().stdout
    targets = {line.split()[1] for line in listed.splitlines()}

    known = {"up", "test", "down", "account", "env", "status", "logs", "preview", "bench", "check", "clean", "doctor"}
    known |= {"lock", "soak", "verify-account", "bootstrap-sql", "registry-login", "accept", "size"}
    known |= {"deploy-preview", "deploy", "drift", "drift-issue"}
    known |= {"heal", "import-file", "park", "unpark", "cost", "metrics", "promote", "backup", "restore"}
    assert targets == known | {"preview-diff", "preview-comment"}


def test_bootstrap_sql_takes_options_of_the_command_line_alone(
    clone: Context, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)
    files.write(clone.paths.python, '#!/bin/sh\necho "$@"\n', 0o755)
    assert cli.main(["bootstrap-sql", "--role", "R", "--public-key", "a key.pem"]) == 0
    assert capfd.readouterr().out == "-m components.bootstrap --role R --public-key a key.pem\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--stack", "dev"], "--stack dev"),
        (["--stack", "dev", "--remove"], "--stack dev --remove"),
        (["--stack", "dev", "--keep-session"], "--stack dev --keep-session"),
    ],
)
def test_registry_login_passes_its_options_on(
    clone: Context,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    expected: str,
) -> None:
    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)
    files.write(clone.paths.python, '#!/bin/sh\necho "$@"\n', 0o755)
    assert cli.main(["registry-login", *arguments]) == 0
    assert capfd.readouterr().out == f"-m components.registry_login {expected}\n"


@pytest.mark.usefixtures("clone")
def test_heal_passes_its_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {("dev", "--force"): 3, (None, "--forget"): 4}
    monkeypatch.setattr(healing, "command", lambda _context, stack, flags: wanted[(stack, *flags)])
    assert cli.main(["heal", "--stack", "dev", "--force"]) == 3
    assert cli.main(["heal", "--forget"]) == 4


@pytest.mark.usefixtures("clone")
def test_import_file_passes_its_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {("dev", "--file", "a file"): 3, (None,): 4}
    monkeypatch.setattr(stack_program, "run", lambda _context, stack, _module, given: wanted[(stack, *given)])
    assert cli.main(["import-file", "--stack", "dev", "--file", "a file"]) == 3
    assert cli.main(["import-file"]) == 4


def test_make_registry_login_passes_on_what_its_own_command_line_says(tmp_path: Path) -> None:
    done = make("registry-login", "STACK=no'ne", "REMOVE=1", f"DOCKER_CONFIG={tmp_path}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: there is no Pulumi.no'ne.yaml")


def test_make_bootstrap_sql_prints_statements_with_comments_and_nothing_else(tmp_path: Path) -> None:
    """$USER is somebody's name on every machine, and not the deployer's."""
    key = tmp_path / "who's key.pem"
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    statements = make("bootstrap-sql", "ROLE=SOME_ROLE", f"PUBLIC_KEY={key}").stdout

    assert '"MILVUS_DEPLOYER"' in statements
    assert '"SOME_ROLE"' in statements
    assert "RSA_PUBLIC_KEY" in statements
    assert all(line.endswith(";") or line.startswith("-- ") for line in statements.splitlines())


def test_make_bootstrap_sql_prints_an_identity_instead_of_a_key() -> None:
    statements = make("bootstrap-sql", "ISSUER=https://issuer.example/o'ne", "SUBJECT=repo:a/b:ref:$$x").stdout
    identity = "WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = 'https://issuer.example/o''ne' SUBJECT = 'repo:a/b:ref:$x')"
    assert f'ALTER USER "MILVUS_DEPLOYER" SET {identity};' in statements.splitlines()


def test_bootstrap_sql_without_a_key_is_refused() -> None:
    done = make("bootstrap-sql", "PUBLICKEY=deployer.pub")
    assert done.returncode == 2
    assert "PUBLIC_KEY is missing. Run: make -s bootstrap-sql PUBLIC_KEY=deployer.pub" in done.stderr


def test_no_option_of_bootstrap_sql_is_a_command_to_the_shell(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    done = make("bootstrap-sql", f"ROLE=A' ; touch {planted} ; echo '", "PUBLIC_KEY=deployer.pub")
    assert done.returncode == 2
    assert not planted.exists()


def test_logs_without_a_service_is_refused() -> None:
    done = make("logs")

    assert done.returncode == 2
    assert "SERVICE is missing. Run: make logs SERVICE=MILVUS" in done.stderr


def test_set_up_imports_nothing_but_the_standard_library() -> None:
    # -S: what is installed cannot be imported at all
    code = "import devkit.cli, sys; print(sorted({m.partition('.')[0] for m in sys.modules} - sys.stdlib_module_names))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT / "packages" / "devkit" / "src",
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(ast.literal_eval(done.stdout)) <= {"__main__", "devkit"}


@pytest.mark.parametrize(
    "target", ["preview-diff", "preview-comment", "deploy-preview", "deploy", "drift", "drift-issue"]
)
def test_what_ci_runs_says_what_is_missing(target: str) -> None:
    done = make(target)
    assert done.returncode == 2
    assert "is missing" in done.stderr


@pytest.mark.parametrize("target", ["preview-comment", "drift-issue"])
def test_what_posts_says_where_it_runs(tmp_path: Path, target: str) -> None:
    done = make(target, f"REPORT={tmp_path}", "GITHUB_TOKEN=")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {target} runs in a workflow of GitHub: ")


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize(
    "arguments",
    [
        ["deploy-preview", "--stack", "prod", "--report", "a directory"],
        ["deploy", "--stack", "prod", "--approved", "a directory"],
        ["drift", "--stack", "prod"],
    ],
)
def test_deployments_pass_their_options_on(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "deployment", lambda _context, job, options: 3 if [job, *options] == arguments else 4)
    assert cli.main(arguments) == 3
