"""What each object says of where it comes from."""

from __future__ import annotations

import pulumi

MADE_BY = "Pulumi stack "


def stack_comment() -> str:
    """The COMMENT of every object that this stack makes: one line, the same in every run of the stack."""
    return f"{MADE_BY}{stack_name()}"


def stack_name() -> str:
    """`<organization>/<project>/<stack>`, as `pulumi stack ls` has it."""
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
