"""What roles inherit and who holds them, by SHOW GRANTS."""

from __future__ import annotations

from collections.abc import Mapping

from components.role_grants import MOST_ROLES, inherited_by_grants, is_held
from components.session import Row


class Roles:
    """An account in which roles are granted to roles and users; it counts what it is asked."""

    def __init__(self, granted: Mapping[str, list[str]], users: Mapping[str, list[str]] | None = None) -> None:
        self._granted, self._users = granted, users or {}
        self.asked: list[str] = []

    def rows(self, statement: str) -> list[Row]:
        self.asked.append(statement)
        words, role = statement.split(" ROLE ", 1)
        name = role.strip('"').replace('""', '"')
        return self._to(name) if words.endswith("TO") else self._of(name)

    def _to(self, role: str) -> list[Row]:
        other = {"privilege": "USAGE", "granted_on": "WAREHOUSE", "name": "ROLE_OF_NOBODY"}
        inherited = [it for it, holders in self._granted.items() if role in holders]
        shown = [it if it.isupper() else '"' + it.replace('"', '""') + '"' for it in inherited]
        return [other, *({"privilege": "USAGE", "granted_on": "ROLE", "name": name} for name in shown)]

    def _of(self, role: str) -> list[Row]:
        to_roles = [{"granted_to": "ROLE", "grantee_name": it} for it in self._granted.get(role, ())]
        return [*to_roles, *({"granted_to": "USER", "grantee_name": it} for it in self._users.get(role, ()))]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_a_role_counts_itself_and_what_it_inherits_over_others() -> None:
    roles = Roles({"MIDDLE": ["TOP"], 'odd "one': ["MIDDLE"], "LOW": ['odd "one']})
    asked = frozenset({"TOP", "LOW", "STRANGER"})
    assert inherited_by_grants(roles, "TOP", asked) == {"TOP", "LOW"}
    assert 'SHOW GRANTS TO ROLE "odd ""one"' in roles.asked


def test_ask_no_further_than_needed_nor_in_circles() -> None:
    roles = Roles({"MIDDLE": ["TOP"], "LOW": ["MIDDLE"], "TOP": ["LOW"]})
    assert inherited_by_grants(roles, "TOP", frozenset({"TOP"})) == {"TOP"}
    assert len(roles.asked) == 1
    assert inherited_by_grants(roles, "TOP", frozenset({"STRANGER"})) == frozenset()
    assert len(roles.asked) == 4


def test_ask_of_a_bounded_number_of_roles() -> None:
    roles = Roles({f"R{number}": ["TOP"] for number in range(2 * MOST_ROLES)})
    inherited_by_grants(roles, "TOP", frozenset({"STRANGER"}))
    assert len(roles.asked) == MOST_ROLES


def test_a_user_holds_a_role_by_another_that_inherits_it() -> None:
    roles = Roles({"ANALYSTS": ["TEAM"], "TEAM": ["COMPANY"]}, {"COMPANY": ["VISITOR"], "TEAM": ["OTHER"]})
    assert is_held(roles, "ANALYSTS", "VISITOR")
    assert not is_held(roles, "ANALYSTS", "STRANGER")
    assert not is_held(roles, "COMPANY", "OTHER")
