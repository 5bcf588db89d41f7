"""The table's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError, StatementSyntaxError
from spcs_local.handlers.syntax import stands
from spcs_local.kinds.clauses import RENAME, SOME_KINDS, has
from spcs_local.kinds.kind import Kind
from spcs_local.model.principal import Holder
from spcs_local.model.properties import Property
from spcs_local.services.kinds.service import JOB
from spcs_local.statements.statement import Statement
from spcs_local_tests.coverage.grammar import Chapter, Grammar
from spcs_local_tests.coverage.privileges import Key, needs
from spcs_local_tests.privileges.cases import Book

# how rules end that are for one kind of object alone
_OF_RULE = {"compute_pool": "COMPUTE POOL", "service": "SERVICE", "snapshot": "SNAPSHOT", "function": "FUNCTION"}
# rules whose handler takes some kinds alone, with the rest of a statement that shows which
_TRIED = {
    "add_access_token": "ADD PROGRAMMATIC ACCESS TOKEN T",
    "remove_access_token": "REMOVE PROGRAMMATIC ACCESS TOKEN T",
    "refresh_directory_table": "REFRESH",
}


@dataclass(frozen=True)
class Row:
    """One statement. `refused` is what of it the grammar takes and the account does not; all of it: no `supported`."""

    statement: str
    takes: str
    privilege: str
    refused: str
    supported: bool = True

    def __str__(self) -> str:
        cells = (f"`{self.statement}`", self.takes, self.privilege, self.refused)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


@dataclass(frozen=True)
class Table:
    """Chapter by chapter, for what the account has handlers for."""

    account: Account
    grammar: Grammar
    book: Book

    @property
    def _statements(self) -> dict[str, type[Statement]]:
        """What the account has handlers for, by the grammar's rules."""
        return {statement.rule(): statement for statement in self.account.handlers}

    def chapters(self) -> Iterator[tuple[str, dict[Key, Row]]]:
        needed = needs(self.account, self.book)
        for chapter in self.grammar.chapters:
            rows = {key: self._row(key, needed.get(key)) for key in self._keys(chapter)}
            if rows:
                yield chapter.title, rows

    def _keys(self, chapter: Chapter) -> Iterator[Key]:
        for rule in chapter.rules:
            if rule not in self._statements:
                continue
            body = self.grammar.rules[rule].split()
            words = next((self.grammar.words(word) for word in ("kind", "plural") if word in body), [""])
            yield from ((rule, name) for name in words)

    def _row(self, key: Key, needed: list[str] | None) -> Row:
        rule, words = key
        kind = self._kind(key)
        fixed = ({"kind": words, "plural": words} if words else {}) | self._clauses(kind)
        refused = self._refused(rule, kind)
        if rule == "alter_action" and kind:
            actions = [one for one in self.grammar.words("action") if one not in refused]
            fixed["action"] = _one_of(actions or refused)
        privilege = "" if needed is None else "; or ".join(text or "none" for text in needed)
        return Row(
            self.grammar.spelled(rule, fixed),
            self._properties(rule, kind),
            privilege,
            ", ".join(refused),
            self._supported(rule, kind),
        )

    def _kind(self, key: Key) -> Kind | None:
        rule, words = key
        own = next((name for part, name in _OF_RULE.items() if f"_{part}" in rule), words)
        return next((kind for kind in self.account.language.kinds.values() if own in (kind.name, kind.plural)), None)

    def _clauses(self, kind: Kind | None) -> dict[str, str]:
        """Nothing for the clauses that the kind does not have, and the scopes that it has."""
        if kind is None:
            return {}
        absent = {clause: "" for clause in SOME_KINDS - {RENAME} if not has(kind, clause)}
        scopes = [text for clause, text in self.grammar.forms("in_scope").items() if has(kind, clause)]
        return absent | {"in_scope": _one_of(scopes)}

    def _properties(self, rule: str, kind: Kind | None) -> str:
        body = self.grammar.rules[rule]
        if kind is None or rule in _TRIED or not ("options" in body or "words" in body):
            return ""
        if rule == "execute_job_service":
            return ", ".join(("NAME", "ASYNC", "REPLICAS", *(item.name for item in JOB.properties)))
        if rule.startswith("create"):
            return ", ".join(f"**{item.name}**" if item.required else item.name for item in kind.properties)
        return ", ".join(dict.fromkeys(item.name for item in self._of(kind) if _taken(rule, item)))

    def _of(self, kind: Kind) -> list[Property]:
        """The properties of a kind, or of those that it stands for."""
        kinds = [one for one in self.account.language.kinds.values() if one.granted_on == kind.name] or [kind]
        return [item for one in kinds for item in one.properties]

    def _refused(self, rule: str, kind: Kind | None) -> list[str]:
        if rule == "grant_ownership":
            kept = [kind.name for kind in self.account.language.kinds.values() if not kind.transferable]
            return [f"ON {name}" for name in ("ACCOUNT", *kept)]
        if kind and rule == "alter_action":
            return [action for action in self.grammar.words("action") if self._unsupported(kind, action)]
        if kind and rule.startswith("alter") and self._properties(rule, kind):
            return list(dict.fromkeys(item.name for item in self._of(kind) if not _taken(rule, item)))
        return []

    def _supported(self, rule: str, kind: Kind | None) -> bool:
        if kind is None:
            return True
        if rule in _TRIED:
            return not self._unsupported(kind, _TRIED[rule])
        if rule == "alter_action":
            return len(self._refused(rule, kind)) < len(self.grammar.words("action"))
        if rule == "alter_rename":
            return has(kind, RENAME)
        if rule in ("alter_set", "alter_unset"):
            return bool(self._properties(rule, kind))
        return stands(self._statements[rule], kind)

    def _unsupported(self, kind: Kind, rest: str) -> bool:
        """Whether the account calls it an error in syntax."""
        administrator = self.account.model.objects.find("USER", "ADMIN")
        assert administrator is not None
        session = self.account.model.identity.session(Holder(administrator.id))
        try:
            self.account.execute(session, f"ALTER {kind.name} IF EXISTS NOBODY {rest}")
        except StatementSyntaxError:
            return True
        except SnowflakeError:
            return False
        return False


def _taken(rule: str, item: Property) -> bool:
    return item.alterable and (item.unset or not rule.endswith("unset"))


def _one_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else "{" + " | ".join(words) + "}"
