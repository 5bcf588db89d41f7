"""`make promote`: the program's own command, with crane on PATH."""

from collections.abc import Sequence

from devkit import crane, stack_program
from devkit.context import Context


def command(context: Context, arguments: Sequence[str], *, local: bool) -> int:
    """`local` is whether one of the stacks is the local run's; else the environment says who signs in."""
    copier = crane.COMMAND.ensure(context)
    return stack_program.start(context, "components.promote", arguments, local=local, beside=[copier.parent])
