"""The engine is killed between a statement and its record; the run is taken up from there."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from devkit import recovery
from devkit.accept.outcomes import PhaseError
from devkit.accept.recorder import Hold
from devkit.accept.run import YES, Changes, Run
from devkit.processes import leashed

SETTING, OTHER, STATEMENT = "specStage", "YAML_STAGE_2", "CREATE STAGE"
WAIT_SECONDS = 600.0


def kill(run: Run) -> Changes:
    """After the account has made a stage, before the engine can write that down."""
    run.pulumi.ask("config", "set", SETTING, OTHER)
    with _going_on(run) as hold, run.step.watching("pulumi up, until it is killed"):
        if not hold.reached.wait(WAIT_SECONDS):
            raise PhaseError(f"pulumi up, which was to be killed, sent no {STATEMENT}")
    heal(run)
    found = run.engine("up", *YES)
    run.unchanged("preview", "--refresh")
    return found


@contextmanager
def _going_on(run: Run) -> Iterator[Hold]:
    """An engine in a group of its own, which is killed at the end; then the account's answer is let go."""
    run.recorder.hold = hold = Hold(STATEMENT)
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        leashed(["pulumi", "up", *YES, "--non-interactive"]),
        cwd=run.account.context.paths.root,
        env=run.pulumi.environment,
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    try:
        yield hold
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        hold.released.set()
        run.recorder.hold = None


def heal(run: Run) -> None:
    """As `make heal` does. No other engine works on the run's own stack: its lock may be taken away."""
    paths, variables = run.account.context.paths, run.pulumi.environment
    command = recovery.program(paths, variables["PULUMI_STACK"], ["--force"])
    done = subprocess.run(
        command, cwd=paths.root, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    for line in done.stdout.splitlines():
        run.step.say(line)
    if done.returncode:
        raise PhaseError(f"the stack could not be healed: {(done.stdout.splitlines() or ['no output'])[-1]}")
