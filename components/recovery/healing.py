"""The way from a stack that a killed run left to one that the next run goes on with.

An import of the state clears what is pending. What is still to be looked at then is marked in the state by the same
import, so that a healing that is killed itself, or fails, goes on at the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.comments import MADE_BY
from components.connection import Connection
from components.deployment import Deployment
from components.engine import Engine, EngineError
from components.problems import listed
from components.recovery import locks
from components.recovery.account import Account
from components.recovery.leftovers import left_over
from components.recovery.lost_providers import LostProviders
from components.recovery.pending import Finding, examine, revoked
from components.stack_file import StackFile

Say = Callable[[str], None]


class ForeignObjectError(Exception):
    """Objects under names of this stack that are not its own; the text names all of them, and says what to do."""


@dataclass(frozen=True)
class Healing:
    """Of one stack. `say` is given a line for each thing that is found or done. With `forget` others' objects stand in
    nobody's way: that the stack was to make them is forgotten."""

    engine: Engine
    configuration: StackFile
    connection: Connection
    account: Account
    say: Say
    forget: bool = False

    def run(self) -> bool:
        """Settle what is pending, and name what is left over; whether nothing of it is. Changes no object.

        Raises ForeignObjectError before the state is changed, StatementError and EngineError.
        """
        deployment = self.engine.export()
        if deployment.pending:
            deployment = self._settled(deployment)
        elif deployment.marked:
            self.say("an earlier make heal did not come to its end: going on with it")
        elif not revoked(deployment):
            self.say("no operation is pending; asking the account for what the state does not have")
            return self._nothing_left(deployment)
        return self._nothing_left(self._looked_at(deployment))

    def _settled(self, deployment: Deployment) -> Deployment:
        """As it is imported, with which nothing is pending: what is to be looked at is marked."""
        self.say(f"{len(deployment.pending)} operations were pending when a run was killed")
        findings = examine(deployment, self.account)
        for it in findings:
            self.say(it.line)
        self._refuse(findings)
        self._put(deployment, findings)
        deployment.mark({it.operation.urn for it in findings if it.refreshed})
        self.engine.take(deployment)
        return deployment

    def _looked_at(self, deployment: Deployment) -> Deployment:
        """As it is after a refresh of what is marked."""
        if looked_at := deployment.marked:
            self.say(f"pulumi refresh looks at {len(looked_at)} resources")
            self.engine.refresh(looked_at)
            deployment = self.engine.export()
        if gone := revoked(deployment):
            for urn in gone:
                deployment.remove(urn)
            self.engine.take(deployment)
        self.say("nothing is pending any more: pulumi up or pulumi destroy goes on from here")
        return deployment

    def _put(self, deployment: Deployment, findings: Sequence[Finding]) -> None:
        lost = LostProviders(self.configuration, self.connection)
        for it, name in [(it, it.adopted) for it in findings if it.adopted]:
            if line := lost.put_back(deployment, it.operation.resource, it.owner):
                self.say(line)
            deployment.add(it.operation.resource, name.id, it.outputs)

    def _refuse(self, findings: Sequence[Finding]) -> None:
        foreign = [it.foreign for it in findings if it.foreign]
        if foreign and not self.forget:
            raise ForeignObjectError(
                listed("names of this stack are taken by what is not its own; nothing was changed:", foreign)
                + "\nTo do: drop or rename each that may go, and run this again; or leave it, and forget that it was "
                f"to be made, with: make heal STACK={self.engine.stack} FORGET=1"
            )

    def _nothing_left(self, deployment: Deployment) -> bool:
        comment = f"{MADE_BY}{self.engine.full_name()}"
        left = [str(it) for it in left_over(deployment, comment, self.account)]
        if left:
            self.say(
                listed(f"not in the state, though their comment is {comment!r}:", left)
                + f"\nTo do: take them over, with: make import-file STACK={self.engine.stack}. To drop one, by its "
                "statement above, loses what it holds (all that lies in a database, a service's block volumes): only "
                "where nobody wants it any more"
            )
        return not left


def heal(healing: Healing, *, force: bool) -> bool:
    """Take away the locks that are nobody's, then settle; whether nothing is left for a person to do.

    Raises LockedError, and what Healing.run does.
    """
    for line in locks.release(healing.engine, force=force):
        healing.say(line)
    try:
        return healing.run()
    except EngineError as error:
        raise locks.explained(healing.engine, error) from None
