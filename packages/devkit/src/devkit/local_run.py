"""The commands on the local run: up, preview, park, down, account, env, clean."""

import contextlib
import fcntl
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devkit import (
    base_images,
    cluster_bases,
    deployer,
    docker_api,
    docker_daemon,
    environment,
    local_account,
    recovery,
    registry_login,
    set_up,
    stack,
)
from devkit.bases.references import BaseImages
from devkit.clones import Users, named
from devkit.context import Context
from devkit.environment import Secrets
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pulumi import Pulumi

IMAGE_LABEL = "milvus-spcs.image"
TOOL_CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
PARKED = "milvus-spcs:parked"
NOTEBOOK_USER_VARIABLE = "MILVUS_USER_PASSWORD"


@dataclass(frozen=True)
class Run:
    """A local run that is ready for the engine."""

    pulumi: Pulumi
    account: Account
    secrets: Secrets


@contextlib.contextmanager
def alone(context: Context) -> Iterator[None]:
    """One command at a time in a clone: a second one says so and ends."""
    environment.prepare(context.paths)
    with (context.paths.local / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ToolchainError(
                f"another make up, preview, down or clean is at work in {context.paths.root}: wait for it to end"
            ) from None
        yield


def prepare(context: Context) -> BaseImages:
    """Set-up with the base images."""
    found: list[BaseImages] = []
    tasks = set_up.tasks(context)
    tasks.add("base images", lambda: found.append(base_images.ensure(context)), "python", "docker")
    tasks.run()
    return found[0]


def start(context: Context) -> Run:
    """All that the engine needs, taken up where a killed run left it."""
    run = _ready(context)
    recovery.recover(run.pulumi)
    return run


def _ready(context: Context) -> Run:
    """Set-up, account, environment and stack."""
    bases = prepare(context)
    secrets = environment.local_secrets(context.paths)
    account = local_account.start(context, bases.python)
    environment.write(context, account)
    registry_login.ensure(context, account)
    step = context.step("stack")
    step.say(f"{environment.STACK}, in {environment.backend(context.paths)}")
    deploying = deployer.ensure(context, account)
    pulumi = Pulumi(context, environment.full(context, account, deploying))
    cluster = cluster_bases.ensure(context, bases) if stack.is_cluster(context.paths) else None
    stack.ensure(pulumi, account, bases, secrets, deploying, cluster=cluster)
    return Run(pulumi, account, secrets)


def up(context: Context) -> int:
    """From whatever there is to the notebook's answer."""
    with alone(context):
        run = start(context)
        step = context.step("up")
        step.say("pulumi up")
        if code := run.pulumi.show(step, "up", "--yes", "--skip-preview"):
            return code
        outputs = stack.outputs(context.paths)
        if outputs["jupyter"]["status"] == "SUSPENDED":
            context.console.show("The stack is parked, and no notebook runs: make unpark has it run again.")
            return 0
        return _notebook(context, run, outputs["notebookUrl"], outputs["user"])


def _notebook(context: Context, run: Run, url: str, user: str) -> int:
    context.step("notebook").say(f"running the guide's notebook as {user} through {url}")
    command = [str(context.paths.python), "-m", "devkit.notebook", "--url", url, "--user", user]
    variables = {**run.pulumi.environment, NOTEBOOK_USER_VARIABLE: run.secrets.milvus_user_password}
    done = subprocess.run(command, cwd=context.paths.root, env=variables, check=False)
    if done.returncode == 0:
        context.console.show(last_screen(context.paths, run.account, url, user))
    return done.returncode


def last_screen(paths: Paths, account: Account, url: str, user: str) -> str:
    """Where everything is, in ten lines of no more than 80 columns: files are named as from the clone."""
    local = paths.local.relative_to(paths.root)
    return (
        f"\nNotebook   {url}\n"
        f"  sign in  {user}, password: milvus_user_password in {local / 'secrets.json'}\n"
        f"Account    http://127.0.0.1:{account.account_port}\n"
        f"  sign in  {account.user}, password in {local / 'administrator.json'}\n"
        "See        make status, make logs SERVICE=MILVUS\n"
        'By hand    eval "$(make -s env)", then pulumi and Snowflake\'s clients\n'
        "End        make down removes all of it, make clean what was obtained as well"
    )


def preview(context: Context) -> int:
    with alone(context):
        return start(context).pulumi.show(context.step("preview"), "preview", "--diff")


def park(context: Context, *, parked: bool) -> int:
    """Set in the local stack's own file that it is parked or not, and have it so."""
    with alone(context):
        pulumi, step = start(context).pulumi, context.step("park" if parked else "unpark")
        pulumi.ask("config", "set", PARKED, str(parked).lower())
        step.say("pulumi up")
        return pulumi.show(step, "up", "--yes", "--skip-preview")


def account(context: Context) -> int:
    """The local account alone."""
    with alone(context):
        bases = prepare(context)
        environment.local_secrets(context.paths)
        started = local_account.start(context, bases.python)
        environment.write(context, started)
        registry_login.ensure(context, started)
    return 0


def env(context: Context) -> int:
    """One line for `eval`."""
    found = local_account.started(context)
    environment.local_secrets(context.paths)
    registry_login.prepare(context)
    context.console.show(f". {shlex.quote(str(environment.write(context, found)))}")
    return 0


def heal(context: Context, flags: Sequence[str]) -> int:
    """What every command on the local run does first where it has to, done in any case."""
    with alone(context):
        pulumi = _ready(context).pulumi
        recovery.end_orphans(pulumi, context.step("recovery"))
        command = recovery.program(context.paths, environment.STACK, flags)
        return subprocess.run(command, cwd=context.paths.root, env=pulumi.environment, check=False).returncode


def down(context: Context) -> int:
    """Destroy the stack, stop the account, remove what it made, and our dockerd."""
    with alone(context):
        anything = _take_down(context)
        anything = docker_daemon.stop(context) or anything
    context.console.show("Everything of the local run is gone." if anything else "There is nothing to take down.")
    return 0


def _take_down(context: Context) -> bool:
    """False where there was neither a resource nor a running account."""
    resources = stack.deployment(context.paths)
    populated = bool(resources.get("resources") or resources.get("pending_operations"))
    if not populated and not local_account.leaves_anything(context.paths):
        return False
    if populated:
        _destroy(context)
    local_account.stop(context)
    return True


def _destroy(context: Context) -> None:
    run = start(context)
    step = context.step("down")
    step.say("pulumi destroy")
    if run.pulumi.show(step, "destroy", "--yes", "--skip-preview"):
        raise ToolchainError(
            "down: pulumi destroy failed; its message is above. Run make down again, or make clean, "
            "which removes the local account with everything in it"
        )


def clean(context: Context) -> int:
    """Remove images, registry storage and caches, whether the stack can be destroyed or not. What others use stays."""
    with alone(context):
        step = context.step("clean")
        left = local_account.leaves_anything(context.paths) or local_account.closes_files(context.paths)
        if left and context.paths.python.exists():
            local_account.stop(context)
        others = Users.of_cache(context.paths).others(context.paths)
        if docker_api.version():
            step.say(f"{_remove_images(context, others)} images removed")
        docker_daemon.stop(context)
    Users.of_cache(context.paths).leave(context.paths)
    if others:
        step.say(f"{context.paths.cache} stays, and with it the base images: {named(others)} works with it")
    for directory in (
        context.paths.local,
        *(() if others else (context.paths.cache,)),
        context.paths.venv,
        *(context.paths.root / name for name in TOOL_CACHES),
    ):
        if directory.exists():
            step.say(f"removing {directory}")
            _remove(directory)
    return 0


def _remove(directory: Path) -> None:
    try:
        shutil.rmtree(directory)
    except PermissionError:
        raise ToolchainError(
            f"clean: {directory} holds what is another user's, as what containers write is, and no container of the "
            f"account's could open it. Run: sudo rm -rf {shlex.quote(str(directory))}, then make clean"
        ) from None


def _remove_images(context: Context, others: Sequence[Path]) -> int:
    """Of all, or where there are other clones, those that this one's account had and none of theirs has."""
    if not others:
        return docker_api.remove_images(IMAGE_LABEL)
    registry = stack.registry_host(context.paths)
    theirs = {stack.registry_host(Paths(root, context.paths.cache)) for root in others}
    return docker_api.remove_references(IMAGE_LABEL, registry) if registry and registry not in theirs else 0
