"""The engine's part in a resource's life: it keeps inputs and state, and asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spcs_local_tests.running import RunningAccount
from standins_tests.conformance.exchange import Exchange, statement, steady
from standins_tests.conformance.plugin import Plugin, Values
from standins_tests.conformance.scenario import OUTSIDE, Scenario, Step, administer


@dataclass
class Life:
    """`program` is what the program says, `inputs` and `outputs` are what the state holds. `kept` are other
    resources, by the names under which the scenario keeps them."""

    scenario: Scenario
    plugin: Plugin
    account: RunningAccount
    program: Values = field(default_factory=dict)
    inputs: Values = field(default_factory=dict)
    outputs: Values = field(default_factory=dict)
    id: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    kept: dict[str, tuple[Values, Values, Values, str]] = field(default_factory=dict)
    _step: Step = field(init=False)

    def live(self) -> list[Exchange]:
        """Every step."""
        for step in self.scenario.numbered():
            self._step = step
            if step.what == OUTSIDE:
                administer(self.account, step.value)
            else:
                getattr(self, f"_{step.what}")(step.value)
        return self.exchanges

    def begin(self) -> None:
        """As far as the first resource."""
        self._step = next(step for step in self.scenario.numbered() if step.what == "create")
        self._create(self._step.value)

    def again(self, plugin: Plugin) -> list[Any]:
        """What a plugin that follows says of a second up, and of one after a refresh."""
        self.plugin = plugin
        self._same(None)
        self._read(None)
        return [one.answer.get("changes", one.answer) for one in self.exchanges if one.method == "Diff"]

    def _refuse(self, inputs: Values) -> None:
        """Inputs that are wrong."""
        self._ask("Check", news=inputs)

    def _create(self, inputs: Values) -> None:
        checked = self._check({}, inputs)
        self._ask("Create", properties=checked, preview=True)
        made = self._ask("Create", properties=checked)
        self.program, self.inputs, self.id, self.outputs = inputs, checked, made["id"], made["properties"]

    def _fail(self, inputs: Values) -> None:
        """A create that the account refuses."""
        made = self._ask("Create", properties=self._check({}, inputs))
        assert "error" in made, f"{self._step.name}: {made}"

    def _same(self, _: None) -> None:
        self._diff(self._check(self.inputs, self.program))

    def _read(self, _: None) -> None:
        """A refresh, and what the next preview says."""
        found = self._ask("Read", id=self.id, properties=self.outputs, inputs=self.inputs)
        if "id" in found:
            self.id, self.outputs, self.inputs = found["id"], found["properties"], found["inputs"]
            self._diff(self._check(self.inputs, self.program))

    def _keep(self, name: str) -> None:
        self.kept[name] = (self.program, self.inputs, self.outputs, self.id)

    def _take(self, name: str) -> None:
        """Go on with the resource that was kept."""
        self.program, self.inputs, self.outputs, self.id = self.kept[name]

    def _find(self, id_: str) -> None:
        """What somebody who only may look finds."""
        assert self._ask("Read", id=id_)["id"] == id_

    def _import(self, id_: str) -> None:
        """The resource as an import finds it, and what the program would change of it."""
        found = self._ask("Read", id=id_)
        checked = self._check(found["inputs"], self.program)
        self._ask("Diff", id=found["id"], olds=found["properties"], news=checked, old_inputs=found["inputs"])

    def _replace(self, changes: Values) -> None:
        """What the plugin thinks of changes that are not made."""
        self._diff(self._check(self.inputs, self._changed(changes)))

    def _update(self, changes: Values) -> None:
        program = self._changed(changes)
        checked = self._check(self.inputs, program)
        self._diff(checked)
        common = {"id": self.id, "olds": self.outputs, "news": checked, "old_inputs": self.inputs}
        self._ask("Update", **common, preview=True)
        answer = self._ask("Update", **common)
        if "error" not in answer:
            self.program, self.inputs, self.outputs = program, checked, answer["properties"]

    def _delete(self, _: None) -> None:
        self._ask("Delete", id=self.id, properties=self.outputs, old_inputs=self.inputs)

    def _changed(self, changes: Values) -> Values:
        return {name: value for name, value in {**self.program, **changes}.items() if value is not None}

    def _check(self, olds: Values, news: Values) -> Values:
        found: Values = self._ask("Check", olds=olds, news=news)["inputs"]
        return found

    def _diff(self, news: Values) -> None:
        self._ask("Diff", id=self.id, olds=self.outputs, news=news, old_inputs=self.inputs)

    def _ask(self, method: str, **request: Any) -> Values:
        answer, sql = ask(self.plugin, self.account, self._step, method, request)
        self.exchanges.append(Exchange(self._step.name, method, steady(request), steady(answer), sql))
        return answer


def ask(plugin: Plugin, account: RunningAccount, step: Step, method: str, request: Values) -> tuple[Values, list[str]]:
    """The answer to one call, and the statements that the account logs meanwhile."""
    newest = max((row["id"] for row in account.account.log.last(1)), default=0)
    answer = plugin.call(method, {**step.resource, **request})
    rows = [row for row in account.account.log.last(1000) if row["id"] > newest]
    return answer, [steady(statement(row["text"])) for row in reversed(rows)]


def replay(scenario: Scenario, recorded: list[Exchange], plugin: Plugin, account: RunningAccount) -> list[Exchange]:
    """The recorded requests once more, among what happens outside."""
    exchanges = []
    for step in scenario.numbered():
        if step.what == OUTSIDE:
            administer(account, step.value)
        for old in (exchange for exchange in recorded if exchange.step == step.name):
            answer, sql = ask(plugin, account, step, old.method, old.request)
            exchanges.append(Exchange(step.name, old.method, old.request, steady(answer), sql))
    return exchanges
