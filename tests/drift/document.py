"""docs/drift.md, written from what a refresh and an update did about each change by somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from devkit.bench.workspace import opened
from tests.drift.run import results
from tests.drift.trial import Outcome, Result

PATH = Path(__file__).parents[2] / "docs" / "drift.md"
COMMAND = "python -m tests.drift.document"
HEAD = f"""\
# What others change

Somebody changes, by SQL, what the stack has made. `pulumi refresh` and `pulumi preview --refresh` see it, and the
`pulumi up` after it (or `pulumi up --refresh` alone) puts it back.

Written by `{COMMAND}`: every property that the schema of the snowflake plugin has for a resource of the stack is
changed on a stack that is up, one after the other; what is seen and put back is what a read, a comparison and an
update by the plugin say, and the comparison after it. `tests/stack/test_drift.py` keeps the page current and, where
the plugin itself is on PATH, does the same with it.
"""
TAIL = """\
## Renamed, dropped, revoked

What tells an object from others cannot change in place: who renames, moves or drops it, or revokes the grant, leaves
none of that name. A refresh finds it gone, with all that was in it or granted on it, and `up` makes it again, empty:
`tests/stack/test_drift.py` does so with roles, the user, grants, warehouse, stages, network rule, integration, image
repository, services, a pool and the database. Data does not come back ([data.md](data.md)).

A compute pool that is suspended takes another instance family. A refresh sees it; the update would make the pool
anew, and its services with it, which `protect` refuses. Have the configuration say the same, and nothing is replaced
([data.md](data.md#another-instance-family)), or set the family back by SQL.

A refresh signs in as each owner of services, so it stops where the deployer can no longer take an owner's role. The
grant alone can be refreshed:

```sh
pulumi refresh --target '**::access-jupyter-owner-role-to-deployer'
pulumi up
```

Where the owner's role itself was dropped, Snowflake gave what it owned to who dropped it: that one has to drop the
services, or grant their ownership to a new role of that name.

A list of privileges that others have revoked whole is empty in the state after a refresh, and the plugin refuses to
revoke an empty list: `pulumi up`, which grants them again, before `pulumi destroy`.

## Grants beside the stack's

What somebody grants to MILVUS_ROLE or to an owner's role in addition a refresh sees, and names: privileges on whatever
object, on the account and on what will be made (`ON FUTURE`), and roles. The `pulumi up` after it revokes them. A
plain `pulumi up` looks at nothing, so that nothing is revoked that no refresh has shown. `extraGrants` says what
becomes of them:

| `extraGrants` | a refresh | `pulumi up` |
|---|---|---|
| `revoke`, the default | finds them, a difference | revokes them |
| `report` | names them | leaves them |
| `keep` | does not look | leaves them |

The stack's roles are its own, and their grants say what code in a service may do: what they have beside is drift as
any other. What is meant, `keptGrants` says, in the words of a refresh (or `ALL ON …`, for whatever is on one object):

```yaml
config:
  milvus-spcs:keptGrants:
    JUPYTER_OWNER_ROLE:    # for the notebook's code
      - USAGE ON DATABASE SALES
      - USAGE ON SCHEMA SALES.PUBLIC
      - SELECT ON TABLE SALES.PUBLIC.ORDERS
```

- What is revoked is revoked as the role that deploys, and each that `roles` names. Where none may (a role or an object
  of others, the account, `ON FUTURE`), it stays a difference, and `up` prints the statement for an administrator.
- What is expected is what the program registers: services and pools of the configuration and `guidePrivileges`
  included. A grant that the configuration comes to make is not revoked.
- Ownership is never taken: what a role owns is named in a warning, but for what its services make in their schema.
- Roles that were there before (`existing: true`) are others', and not looked at.
- SHOW tells nothing of an object that who deploys may not see, so that what is granted on it is not seen.

The questions are `SHOW GRANTS TO ROLE` and `SHOW FUTURE GRANTS TO ROLE`, two for each role, of a refresh alone. The
plugin's `strictPrivilegeManagement`, an experiment, would not do: it looks at the one object that a grant is on, and
not at other objects, roles and future grants; and it cannot stand beside ALL PRIVILEGES.

## The program's own resources

| resource | changed by others | |
|---|---|---|
| roll | another specification, a suspended or failed service | seen by each preview, rolled back by `up` |
| roll, parked | the service resumed | seen by each preview, suspended again by `up` |
| parked pool | resumed | seen by each preview, suspended again by `up` |
| roll, service role | the service dropped | made again with it |
| service role | revoked, or the service made again by somebody | seen by a refresh, granted again by `up` |
| extra grants | privileges and roles granted to the stack's roles | named by a refresh, revoked by `up` |
| image | the image repository dropped, or emptied | seen by a refresh, pushed again by `up` |
| file on a stage (`specSource: stage`) | removed | seen by a refresh, put again by `up` |
"""
REASONS = {
    ("User", "password"): "Snowflake shows nobody a password. A person may have changed theirs, and keeps it",
    ("SecretWithBasicAuthentication", "password"): (
        "Snowflake shows nobody a password. Milvus follows what the secret holds"
    ),
    ("User", "daysToExpiry"): "counts down by itself: the plugin compares it with nothing",
    ("User", "minsToUnlock"): "counts down by itself: the plugin compares it with nothing",
    ("User", "minsToBypassMfa"): "counts down by itself: the plugin compares it with nothing",
    ("User", "disableMfa"): "neither SHOW nor DESCRIBE tells it",
    ("Warehouse", "queryAccelerationMaxScaleFactor"): (
        "the program says nothing of it: an account without query acceleration refuses any value. Alone it means "
        "nothing, and what switches it on is seen"
    ),
}
BY_THE_ROLL = {("Service", "fromSpecification")}
GOOD = (Outcome.REPAIRED, Outcome.WHOLE)


def text(found: Sequence[Result]) -> str:
    """The whole document. A KeyError where something is not seen and no reason says why."""
    parts = [HEAD, _figure(found), _types(found)]
    unseen = [it for it in found if it.outcome is Outcome.UNSEEN and not _is_rolled(it)]
    reasons = {(f"{it.type} {it.property}", REASONS[it.type, it.property]) for it in unseen}
    parts.append(_table("## Not seen", ("property", "why"), sorted(reasons)))
    refused = [(f"{it.resource} {it.property}", it.why) for it in found if it.outcome is Outcome.REFUSED]
    parts.append(_table("## Refused by the account", ("property", "in its words"), refused))
    never = {(it.type, it.why, it.property) for it in found if it.outcome is Outcome.NEVER}
    parts.append(_table("## Changed by nobody", ("type", "why", "properties"), _joined(never)))
    return "\n".join([*parts, TAIL])


def share(found: Iterable[Result]) -> tuple[int, int]:
    """How many are seen and put back, and how many others can change."""
    changed = [it for it in found if it.outcome not in (Outcome.NEVER, Outcome.REFUSED)]
    return sum(it.outcome in GOOD or _is_rolled(it) for it in changed), len(changed)


def _is_rolled(result: Result) -> bool:
    return (result.type, result.property) in BY_THE_ROLL


def _figure(found: Sequence[Result]) -> str:
    seen, changed = share(found)
    resources = len({it.resource for it in found})
    return (
        f"Of {len(found)} properties of {resources} resources others can change {changed}; {seen} of these "
        f"({100 * seen / changed:.1f} %) are seen and put back.\n"
    )


def _types(found: Sequence[Result]) -> str:
    columns = (Outcome.REPAIRED, Outcome.WHOLE, Outcome.ANEW, Outcome.UNSEEN, Outcome.REFUSED, Outcome.NEVER)
    rows = []
    for type_, group in groupby(found, key=lambda it: it.type):
        of_type = list(group)
        counts = [sum(it.outcome is outcome for it in of_type) for outcome in columns]
        rows.append((type_, str(len({it.resource for it in of_type})), *map(str, counts)))
    titles = ("type", "resources", *(it.value for it in columns))
    return _table("## By type", titles, rows)


def _joined(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [
        (type_, why, ", ".join(name for *_, name in group))
        for (type_, why), group in groupby(sorted(rows), key=lambda it: it[:2])
    ]


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (columns, *rows)]
    lines.insert(1, "|---" * len(columns) + "|")
    return "\n".join([title, "", *lines, ""])


def main() -> None:
    """Bring the document up to date."""
    with opened("guide", 0) as workspace:
        workspace.pulumi("up", "--yes", "--skip-preview")
        PATH.write_text(text(results(workspace)), encoding="utf-8")


if __name__ == "__main__":
    main()
