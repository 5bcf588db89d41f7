"""Checks of rights in the account's source, found by its syntax, and each taken out of the running process."""

from __future__ import annotations

import ast
import copy
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).parents[3] / "src"
PLACES = ("spcs_local/model", "spcs_local/kinds", "spcs_local/handlers", "spcs_local/services")
ACCESS = "spcs_local/model/access.py"

# what Access answers for: without the check everything is allowed
PREDICATES = frozenset(
    (
        "counts",
        "governs",
        "holds",
        "is_self",
        "may_grant",
        "may_revoke",
        "reads",
        "sees",
        "sees_around",
        "sees_of_many",
        "sees_within",
    )
)
PROPERTIES = frozenset(("manages_grants",))
# what says no: without the check nothing does
REFUSALS = frozenset(
    (
        "CannotUseError",
        "DependentGrantError",
        "DoesNotExistError",
        "GrantNotExecutedError",
        "GrantPartiallyExecutedError",
        "HiddenObjectError",
        "InsufficientPrivilegesError",
        "NotGrantableError",
        "OwnershipStaysError",
        "RoleNotAssignedError",
        "UnfitOwnerError",
    )
)

# refusals that are no matter of rights
NO_RIGHTS = {
    ("spcs_local/model/access.py", "qualify"): "a name with more parts than the kind of object has",
    ("spcs_local/model/access.py", "container"): "the same",
    ("spcs_local/services/owner_rights.py", "repository_id"): "names that have no place in the registry",
    ("spcs_local/services/operations.py", "row"): "a service that went while a statement looked at it",
    ("spcs_local/services/statements/system_functions.py", "_name"): "a text that is no name",
}

Position = tuple[str, int]  # name and first line of a function, as its code object has them
Change = Callable[[ast.AST], ast.AST]


@dataclass(frozen=True)
class Site:
    """One check: where it stands, and what stands there. `functions` are those around it, the outermost first."""

    path: str
    line: int
    what: str
    index: int
    functions: tuple[Position, ...]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.functions[-1][0]}: {self.what}"


@dataclass(frozen=True)
class _Candidate:
    """A node that is a check, with the way to it and what takes its place."""

    node: ast.AST
    parents: tuple[ast.AST, ...]
    without: ast.AST
    what: str

    @property
    def refuses(self) -> bool:
        """Whether it is a `raise`."""
        return isinstance(self.node, ast.Raise)


def sites() -> list[Site]:
    """Every check in the places where rights are checked."""
    found = []
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            candidates = _candidates(name, ast.parse(path.read_text(encoding="utf-8")))
            for index, candidate in enumerate(candidates):
                functions = tuple(_position(node) for node in candidate.parents if _is_function(node))
                # what stands outside of functions runs once, at import
                if functions and not (candidate.refuses and (name, functions[-1][0]) in NO_RIGHTS):
                    line = getattr(candidate.node, "lineno", 0)
                    found.append(Site(name, line, candidate.what, index, functions))
    return found


@contextmanager
def without(site: Site) -> Iterator[None]:
    """The process as if the check were not there."""
    path = ROOT / site.path
    tree = ast.parse(path.read_text(encoding="utf-8"))
    candidate = list(_candidates(site.path, tree))[site.index]
    _replace(candidate)
    codes = _codes(compile(ast.fix_missing_locations(tree), str(path), "exec"))
    live = [function for function in functions_of(path) if _key(function.__code__) in site.functions]
    before = [(function, function.__code__) for function in live]
    if not before:
        raise LookupError(f"{site}: no function of the process stands there")
    try:
        for function, code in before:
            function.__code__ = codes[_key(code)]
        yield
    finally:
        for function, code in before:
            function.__code__ = code


def functions_of(path: Path) -> list[FunctionType]:
    """The process' functions that are written in a file."""
    found = [thing for thing in gc.get_objects() if isinstance(thing, FunctionType)]
    return [function for function in found if function.__code__.co_filename == str(path)]


def _candidates(path: str, tree: ast.AST) -> Iterator[_Candidate]:
    for node, parents in _walk(tree, ()):
        for check in (_refusal, _requirement, _predicate, _primary):
            without = check(node, parents)
            if without is not None:
                yield _Candidate(node, parents, without, ast.unparse(node))
        if path == ACCESS:
            yield from _denials(node, parents)


def _refusal(node: ast.AST, _parents: tuple[ast.AST, ...]) -> ast.AST | None:
    """`raise InsufficientPrivilegesError(…)`, also behind a condition."""
    if not isinstance(node, ast.Raise) or node.exc is None:
        return None
    named = {name.id for name in ast.walk(node.exc) if isinstance(name, ast.Name)}
    return ast.Pass() if named & REFUSALS else None


def _requirement(node: ast.AST, _parents: tuple[ast.AST, ...]) -> ast.AST | None:
    """`call.access.require(…)` and what is called like it."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    return ast.Pass() if _called(node.value).lstrip("_").startswith("require") else None


def _predicate(node: ast.AST, parents: tuple[ast.AST, ...]) -> ast.AST | None:
    """`access.holds(…)`, `access.manages_grants`."""
    asked = node.func if isinstance(node, ast.Call) else node
    if not isinstance(asked, ast.Attribute) or asked.attr not in (PREDICATES if asked is not node else PROPERTIES):
        return None
    whom = ast.unparse(asked.value).rpartition(".")[2]
    inside = any(isinstance(parent, ast.ClassDef) and parent.name == "Access" for parent in parents)
    return ast.Constant(True) if whom in ("access", "_access") or (inside and whom == "self") else None


def _primary(node: ast.AST, _parents: tuple[ast.AST, ...]) -> ast.AST | None:
    """`primary=True`: that secondary roles do not count."""
    if isinstance(node, ast.keyword) and node.arg == "primary" and isinstance(node.value, ast.Constant):
        return ast.keyword("primary", ast.Constant(False))
    return None


def _denials(node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[_Candidate]:
    """Where rights are worked out: what hides an object, `return False`, and each side of an `and`."""
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value is False:
        yield _Candidate(node, parents, ast.Return(ast.Constant(True)), ast.unparse(node))
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for side in node.values:
            yield _Candidate(side, (*parents, node), ast.Constant(True), f"{ast.unparse(side)} and …")


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _walk(node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    for child in ast.iter_child_nodes(node):
        yield child, (*parents, node)
        yield from _walk(child, (*parents, node))


def _replace(candidate: _Candidate) -> None:
    parent, new = candidate.parents[-1], ast.copy_location(copy.deepcopy(candidate.without), candidate.node)
    for name, value in ast.iter_fields(parent):
        if value is candidate.node:
            setattr(parent, name, new)
        elif isinstance(value, list) and any(item is candidate.node for item in value):
            value[:] = [new if item is candidate.node else item for item in value]


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _position(node: ast.AST) -> Position:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name, min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return "<lambda>", getattr(node, "lineno", 0)


def _key(code: CodeType) -> Position:
    return code.co_name, code.co_firstlineno


def _codes(code: CodeType) -> dict[Position, CodeType]:
    found = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found[_key(constant)] = constant
            found |= _codes(constant)
    return found
