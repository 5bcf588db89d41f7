"""`make check`, `test`, `soak`, `bench`, `verify-account`, `bootstrap-sql`, `size`, `preview-diff`, `deploy`,
`deploy-preview` and `drift`: programs of the virtual environment."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from devkit import actionlint, apt, base_images, clients, drivers, environment, policy_pack, set_up, virtualenv
from devkit.context import Context
from devkit.set_up import Tasks

BROWSER_PACKAGES = ["chromium", "chromium-driver"]
SOAKED = [
    "packages/spcs-local/tests/spcs_local_tests/soak",
    # hundreds of statements, connections and slow services that wait
    "packages/spcs-local/tests/spcs_local_tests/routes/test_sent.py",
    "packages/spcs-local/tests/spcs_local_tests/test_protocol.py",
    "packages/spcs-local/tests/spcs_local_tests/services/control/test_controller.py",
    "packages/spcs-local/tests/spcs_local_tests/properties",
    "tests/properties",
    "tests/images/test_milvus_memory.py",
    "tests/stack/test_kills.py",
    # 100,000 vectors, exported and read back, in another stack too
    "tests/stack/test_backup.py",
    # a cluster: every role killed, nodes that come and go, every endpoint taken away, its backups
    "tests/stack/test_cluster.py",
    "tests/stack/test_cluster_long.py",
    # one whose storage and Kafka are outside
    "tests/stack/test_cluster_outside.py",
    # the notebook's data, parked and back
    "tests/stack/test_whole_stack.py::test_up_makes_services_that_answer",
    "tests/stack/test_whole_stack.py::test_what_was_parked_has_its_data_again",
]
LINT = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    # the program, which runs there too: what Windows does not have is an error
    ["mypy", "--platform=win32", "--cache-dir=.mypy_cache/win32", "__main__.py", "components"],
)

# many tests wait for containers and engines: two processes at once, file by file, in the order of the files; of a
# soak, the properties beside all else (tests/one_process.py)
TWO_PROCESSES = ["--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]


def check(context: Context) -> int:
    """Lint, types and contracts alone; needs nothing but the virtual environment."""
    set_up.check_python()
    virtualenv.ensure(context)
    for command in LINT:
        context.step("check").say(" ".join(command))
        if code := _module(context, command):
            return code
    return _workflows(context) or _contracts(context)


def _workflows(context: Context) -> int:
    """What GitHub runs: whether it is a workflow, and what a request could get into it."""
    commands: tuple[list[str | Path], ...] = (
        [actionlint.COMMAND.ensure(context), *actionlint.OPTIONS],
        # what asks GitHub itself is left out: the same findings everywhere
        [context.paths.venv / "bin" / "zizmor", "--offline", "--quiet", "--no-progress", ".github"],
    )
    for command in commands:
        context.step("check").say(Path(command[0]).name)
        if code := subprocess.run(command, cwd=context.paths.root, check=False).returncode:
            return code
    return 0


def _contracts(context: Context) -> int:
    """Who may import whom, by the contracts in the pyproject.toml files; the report is shown where one is broken."""
    descriptions = [context.paths.root / "pyproject.toml", *(it / "pyproject.toml" for it in context.paths.packages)]
    context.step("check").say("lint-imports")
    done = subprocess.run(
        # its cache takes a file that one description's graph has read for read by the others'
        [context.paths.venv / "bin" / "lint-imports", "--no-logo", "--no-cache", *descriptions],
        cwd=context.paths.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        context.console.show(done.stdout + done.stderr)
    return done.returncode


def test(context: Context) -> int:
    """Set-up, lint, types and every test; pytest's own summary is the last line."""
    tasks = set_up.tasks(context)
    tasks.add("base images", lambda: base_images.ensure(context), "python", "docker")
    for client in (clients.SNOW, clients.CONNECTOR, clients.BUCKET):
        tasks.add(client.name, partial(client.ensure, context), "python")
    tasks.add("drivers", lambda: drivers.ensure(context), "python")
    tasks.add("policies", lambda: policy_pack.ensure(context), "pip")
    tasks.add("browser", lambda: _browser(context))
    tasks.run()
    return check(context) or _module(context, ["pytest", *TWO_PROCESSES])


def soak(context: Context) -> int:
    """The tests that have long counts, at these: kills, fuzzing, load. The figures are shown and kept."""
    tasks = set_up.tasks(context)
    tasks.add("base images", lambda: base_images.ensure(context), "python", "docker")
    tasks.add(clients.BUCKET.name, partial(clients.BUCKET.ensure, context), "python")
    tasks.run()
    figures = context.paths.results / "latest-soak.json"
    with context.step("soak").watching("under way"):
        return _module(context, ["pytest", "-v", *TWO_PROCESSES, "--soak", f"--figures={figures}", *SOAKED])


def bench(context: Context, options: Sequence[str]) -> int:
    """Measure, beside Terraform or OpenTofu where one is there. Its accounts run no containers. Interrupted, it shows
    what it has measured."""
    set_up.engine_tasks(context).run()
    sys.stdout.flush()
    line = [str(context.paths.python), "-m", "devkit.bench", *options]
    with subprocess.Popen(line, cwd=context.paths.root) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # a terminal's has reached it as well
                continue


def verify_account(context: Context) -> int:
    """Ask the account that SNOWFLAKE_* names who may do what; packages/spcs-local/docs/privileges.md says how."""
    set_up.check_python()
    virtualenv.ensure(context)
    return _module(context, ["spcs_local_tests.privileges.verify"])


def program(context: Context, module: str, options: Sequence[str]) -> int:
    """Print what a program of `components` says that asks nobody: neither the engine nor an account."""
    set_up.check_python()
    virtualenv.ensure(context)
    return _module(context, [module, *options])


def preview_diff(context: Context, options: Sequence[str]) -> int:
    """Print as Markdown what the clone's files change in a stack that another revision makes; no container runs."""
    _with_policies(context).run()
    return _module(context, ["devkit.preview_diff", *options])


def deployment(context: Context, job: str, options: Sequence[str]) -> int:
    """A job of CI on a stack of an account, which the environment and the stack's file name."""
    _with_policies(context).run()
    return _module(context, ["devkit.deployment", job, *options], environment.by_hand(context))


def _with_policies(context: Context) -> Tasks:
    """What a preview needs that is held to the policy pack."""
    tasks = set_up.engine_tasks(context)
    tasks.add("policies", lambda: policy_pack.ensure(context), "pip")
    return tasks


def _browser(context: Context) -> None:
    """Chromium for the browser tests, where it can be installed; without one they are skipped and say so."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")) and apt.can_install():
        apt.install(context, BROWSER_PACKAGES, "the browser tests")


def _module(context: Context, command: Sequence[str], variables: Mapping[str, str] | None = None) -> int:
    sys.stdout.flush()
    line = [str(context.paths.python), "-m", *command]
    return subprocess.run(line, cwd=context.paths.root, env=variables, check=False).returncode
