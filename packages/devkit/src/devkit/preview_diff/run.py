"""The base is brought up by its own code, and heads are previewed against what that made."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devkit import deployer, environment, files, launchers, versions
from devkit.bench import workspace
from devkit.console import Console
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.preview_diff import policies, seeds, stack_file, steps
from devkit.preview_diff.engine import MADE_UP_IMAGES, Engine
from devkit.preview_diff.policies import Policies
from devkit.preview_diff.steps import Previewed
from devkit.preview_diff.trees import Sides, Trees
from devkit.pull_request.report import BASE, Report
from devkit.service_user.making import Site

# stands for the account's registry, whose port is another at each run
REGISTRY = "registry"
SUBJECT = "preview-diff"


def preview_diff(console: Console, root: Path, base: str, stack: str) -> Report:
    """Of a clone: what its files, as they lie there, would change in the stack that `base` makes."""
    with tempfile.TemporaryDirectory(prefix="milvus-spcs-preview-") as name:
        sides = Trees(root).sides(base, Path(name))
        console.say(SUBJECT, f"{sides.base_name}, and what {sides.head_name} changes")
        with opened(console, sides, stack) as comparison:
            if why := comparison.bring_up():
                return comparison.without_base(why)
            return comparison.preview(sides.head)


@contextlib.contextmanager
def opened(console: Console, sides: Sides, stack: str) -> Iterator[Comparison]:
    """With an account that runs as long."""
    paths = Paths(sides.base, Paths.of_clone().cache)
    context = Context(paths, versions.read(paths.requirements), Console(io.StringIO()))
    environment.local_secrets(paths)
    environment.backend(paths).mkdir()
    console.say(SUBJECT, "a local account in memory")
    with workspace.account_in_memory(context) as account:
        made = deployer.ensure(context, account)
        site = Site(environment.account_variables(context, account))
        _signed_in_to_registry(context, account)
        engine = Engine(
            sides.base, {**environment.full(context, account, made), **_images(context), **policies.VARIABLES}
        )
        yield Comparison(console, sides, stack, account, site, made.role, made.user, engine)


def _signed_in_to_registry(context: Context, account: Account) -> None:
    """As `docker login` leaves it: the program looks whether there is something to push with."""
    auths = {account.registry_host: {"auth": base64.b64encode(b"nobody:nothing").decode()}}
    files.write(environment.docker_directory(context.paths) / "config.json", json.dumps({"auths": auths}), 0o600)


def _images(context: Context) -> dict[str, str]:
    """Nothing is built: before the plugin in use, which may be the real one, comes a stand-in that is told so."""
    beside = context.paths.local / "plugins"
    launchers.write_launcher(beside / "pulumi-resource-docker", "docker")
    path = environment.pulumi_variables(context)["PATH"]
    return {"PATH": f"{beside}:{path}", **MADE_UP_IMAGES}


@dataclass
class Comparison:
    """One account and one state, on which the base is brought up and heads are previewed."""

    console: Console
    sides: Sides
    stack: str
    account: Account
    site: Site
    role: str
    user: str
    engine: Engine
    _seeded: set[str] = field(default_factory=set)
    _salt: str = ""

    def bring_up(self) -> str:
        """The base. Why it does not come up, else nothing."""
        self.console.say(SUBJECT, f"pulumi up of {self.sides.base_name}")
        self._salt = self.engine.init()
        config = self._config(self.sides.base)
        engine = self._configured(self.sides.base, config if config is not None else self._of_head(self.sides.head))
        return engine.up()

    def preview(self, head: Path) -> Report:
        """Of this head; where it is refused a second time, to see what it would do without protection."""
        self.console.say(SUBJECT, f"pulumi preview of {self.sides.head_name}")
        engine = self._configured(head, self._of_head(head))
        found, lifted = self._read(engine.preview(asked=Policies.of(head, self.stack))), None
        if found.refusal:
            self.console.say(SUBJECT, "it is refused: the same with protection lifted")
            lifted = self._without_protection(engine)
        shown = lifted or found
        return Report(
            stack=self.stack,
            base=self.sides.base_name,
            head=self.sides.head_name,
            resources=shown.resources if lifted or not found.refusal else (),
            unchanged=shown.unchanged if lifted or not found.refusal else 0,
            refusal=self._plain(found.refusal, head),
            lifted=lifted is not None,
            violations=found.violations,
            notes=(*self._notes(head), *(f"A policy warns: {it}" for it in found.warnings)),
        )

    def without_base(self, why: str) -> Report:
        """The report where there is nothing to compare with."""
        return Report(
            self.stack,
            self.sides.base_name,
            self.sides.head_name,
            refusal=self._plain(why, self.sides.base),
            refused=BASE,
        )

    def _without_protection(self, engine: Engine) -> Previewed | None:
        """None where that is refused as well: for another reason."""
        state = environment.backend(Paths(self.sides.base, Paths.of_clone().cache))
        with tempfile.TemporaryDirectory(prefix="milvus-spcs-lifted-") as name:
            lifted = engine.without_protection(state, Path(name) / "pulumi")
            found = self._read(lifted.preview(), guards=False)
        return None if found.refusal else found

    def _read(self, preview: dict[str, Any], *, guards: bool = True) -> Previewed:
        text = json.dumps(preview, ensure_ascii=False).replace(self.account.registry_host, REGISTRY)
        return steps.read(json.loads(text), guards=guards)

    def _configured(self, directory: Path, config: dict[str, Any]) -> Engine:
        """With what the configuration takes as existing in the account."""
        wanted = seeds.statements(config, self.role, self.user)
        if new := [it for it in wanted if it not in self._seeded]:
            self._run([it for it in wanted if it in new or it.startswith("USE ")])
            self._seeded |= {it for it in new if not it.startswith("USE ")}
        engine = self.engine.at(directory)
        engine.configure(stack_file.derive(config, self.account.registry_host, self.role), self._salt)
        return engine

    def _run(self, statements: list[str]) -> None:
        with contextlib.closing(self.site.signed_in()) as connection, contextlib.closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _config(self, directory: Path) -> dict[str, Any] | None:
        return stack_file.read(directory / f"Pulumi.{self.stack}.yaml")

    def _of_head(self, head: Path) -> dict[str, Any]:
        config = self._config(head)
        if config is None:
            raise ToolchainError(
                f"STACK is {self.stack!r}, and there is no Pulumi.{self.stack}.yaml. To do: name a stack whose file is "
                "in the repository"
            )
        return config

    def _notes(self, head: Path) -> Iterator[str]:
        if self._config(self.sides.base) is None:
            yield f"The base has no Pulumi.{self.stack}.yaml: it was brought up with the one of the head."
        requirements = [side / "requirements.txt" for side in (self.sides.base, head)]
        if len({it.read_bytes() for it in requirements if it.exists()}) > 1:
            yield "requirements.txt differs: both were run with the packages of the head."

    def _plain(self, text: str, directory: Path) -> str:
        """Without what is of this run alone."""
        return text.replace(f"{directory}/", "").replace(self.account.registry_host, REGISTRY)
