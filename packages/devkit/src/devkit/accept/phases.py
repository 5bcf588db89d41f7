"""The phases of a run, in their order: each gives what changed, or raises what keeps it from that."""

import subprocess
from collections.abc import Callable

from devkit.accept import own_stack
from devkit.accept.killing import heal, kill
from devkit.accept.outcomes import PhaseError, SkippedPhaseError
from devkit.accept.run import YES, Changes, Run, names

WAREHOUSE = "Warehouse"
OTHER_SECONDS, DRIFTED_SECONDS = "240", "600"
TOKEN_VARIABLE = "SNOWFLAKE_TOKEN"  # noqa: S105 - a variable's name


def inventory_before(run: Run) -> Changes:
    """Nothing of the run's names may be there."""
    run.before = run.inventory()
    if taken := run.before.under(run.prefix):
        raise PhaseError(
            f"objects with the prefix {run.prefix} are there: {names(taken)}. To do: drop what an earlier run left"
        )
    return {}


def preview(run: Run) -> Changes:
    return run.changed("preview")


def up(run: Run) -> Changes:
    return run.changed("up", *YES)


def answer(run: Run) -> Changes:
    """The guide's notebook, through the ingress, by a token of the notebook's user: no program can fill in a page that
    asks for a second factor."""
    if run.notebook is None:
        raise SkippedPhaseError("left out, as the command line says")
    outputs = own_stack.outputs(run.pulumi)
    url, user = outputs.get("notebookUrl"), outputs.get("user")
    if not url or not user:
        raise SkippedPhaseError("the stack has no notebook")
    statement = f'ALTER USER "{user}" ADD PROGRAMMATIC ACCESS TOKEN ACCEPTANCE DAYS_TO_EXPIRY = 1'
    ((row,),) = run.account.ask(statement)
    command = [str(run.account.context.paths.python), "-m", run.notebook, "--url", url, "--user", user]
    variables = {**run.account.variables, TOKEN_VARIABLE: row["token_secret"]}
    done = subprocess.run(command, cwd=run.account.context.paths.root, env=variables, check=False)
    if done.returncode:
        raise PhaseError("the notebook did not answer; its message is on the screen")
    return {}


def second_up(run: Run) -> Changes:
    return run.unchanged("up", *YES)


def change(run: Run) -> Changes:
    """A setting that alters one object."""
    _warehouse(run)
    run.pulumi.ask("config", "set", "warehouseAutoSuspend", OTHER_SECONDS)
    return run.changed("up", *YES)


def drift(run: Run) -> Changes:
    """What somebody else changes is seen by a refresh, and put back by the update after it."""
    run.account.ask(f'ALTER WAREHOUSE "{_warehouse(run)}" SET AUTO_SUSPEND = {DRIFTED_SECONDS}')
    run.changed("refresh", *YES)
    found = run.changed("up", *YES)
    run.unchanged("preview", "--refresh")
    return found


def _warehouse(run: Run) -> str:
    found = run.resource(WAREHOUSE)
    if found is None:
        raise SkippedPhaseError("the stack has no warehouse of its own")
    return str(found["name"])


def destroy(run: Run) -> Changes:
    """Also of what a run has left that was killed or interrupted."""
    try:
        return run.engine("destroy", *YES)
    except PhaseError:
        heal(run)
        return run.engine("destroy", *YES)


def inventory_after(run: Run) -> Changes:
    """As before, but for what others have made meanwhile."""
    after = run.inventory()
    if left := after.under(run.prefix):
        raise PhaseError(f"objects are left: {names(left)}")
    if lost := run.before.lost(after):
        raise PhaseError(f"what was there before is gone, or has another owner or comment: {names(lost)}")
    return {}


# by their names, in the order in which they run
BEFORE, DESTROY, AFTER = "inventory before", "destroy", "inventory after"
Work = Callable[[Run], Changes]
FIRST: tuple[str, Work] = (BEFORE, inventory_before)
# nothing after one of these makes sense where it fails
NEEDED = (BEFORE, "preview", "up")
LIFE: tuple[tuple[str, Work], ...] = (
    ("preview", preview),
    ("up", up),
    ("the guide's answer", answer),
    ("second up", second_up),
    ("change", change),
    ("drift and repair", drift),
    ("kill and heal", kill),
)
LAST: tuple[tuple[str, Work], ...] = ((DESTROY, destroy), (AFTER, inventory_after))
