"""The lock files: one version of each package throughout, hashes, and what the requirement files ask for."""

import io
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devkit import clients, drivers, files, lock_files, policy_pack, virtualenv
from devkit.context import Context
from devkit.lock_files import LockFile
from devkit.paths import Paths

CLONE = Paths.of_clone()
LOCK_FILES = lock_files.lock_files(CLONE)
EACH = pytest.mark.parametrize("file", LOCK_FILES, ids=[str(it.path.relative_to(CLONE.root)) for it in LOCK_FILES])
ENTRY = re.compile(
    r"^(?P<requirement>[^\s#].*?) \\\n(?P<hashes>(?: {4}--hash=.*\n)+) {4}# via (?P<via>.*)\n", re.MULTILINE
)


@dataclass(frozen=True)
class Pin:
    """An entry of a lock file."""

    version: str
    hashes: list[str]
    asked_for_by: set[str]


def pins(path: Path) -> dict[str, Pin]:
    """Every entry by its package's name; the file holds nothing else but its heading."""
    text = path.read_text()
    found: dict[str, Pin] = {}
    for entry in ENTRY.finditer(text):
        requirement = Requirement(entry["requirement"])
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", f"{path.name}: {requirement} is no pin"
        assert canonicalize_name(requirement.name) not in found, f"{path.name}: {requirement.name} is there twice"
        hashes = re.findall(r"--hash=(\S+)", entry["hashes"])
        found[canonicalize_name(requirement.name)] = Pin(specifier.version, hashes, set(entry["via"].split(", ")))
    rest = [line for line in ENTRY.sub("", text).splitlines() if not line.startswith("#")]
    assert rest == [], f"{path.name}: lines that are no pins"
    return found


def asked_for(source: Path) -> list[Requirement]:
    """What a requirement file, or a package's description, names."""
    if source.name == "pyproject.toml":
        lines = tomllib.loads(source.read_text())["project"]["dependencies"]
    else:
        lines = [line.partition("#")[0].strip() for line in source.read_text().splitlines()]
    return [Requirement(line) for line in lines if line]


@EACH
def test_lock_files_pin_what_their_sources_ask_for(file: LockFile) -> None:
    pinned = pins(file.path)
    for requirement in [it for source in file.sources for it in asked_for(source)]:
        pin = pinned.get(canonicalize_name(requirement.name))
        assert pin, f"{file.path} has no {requirement.name}. Run: make lock"
        assert requirement.specifier.contains(pin.version, prereleases=True), (
            f"{file.path}: {requirement}. Run: make lock"
        )


@EACH
def test_lock_files_name_nothing_that_their_sources_dropped(file: LockFile) -> None:
    for source in file.sources:
        name = str(source.relative_to(CLONE.root))
        marks = {f"-r {name}", f"{source.parent.name} ({name})"}
        wanted = {canonicalize_name(it.name) for it in asked_for(source)}
        assert {it for it, pin in pins(file.path).items() if pin.asked_for_by & marks} == wanted, "Run: make lock"


@EACH
def test_lock_files_have_a_hash_for_each_package_and_name_no_host(file: LockFile) -> None:
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", it) for pin in pins(file.path).values() for it in pin.hashes)
    assert "://" not in file.path.read_text()


@pytest.mark.parametrize("file", [it for it in LOCK_FILES if it.constraints], ids=lambda it: it.path.parent.name)
def test_lock_files_agree_with_the_one_of_the_clone(file: LockFile) -> None:
    decided = pins(CLONE.development_lock)
    for name, pin in pins(file.path).items():
        assert (name, pin.version, pin.hashes) == (name, decided[name].version, decided[name].hashes)


def test_lock_files_are_those_of_every_requirement_file() -> None:
    described = {
        CLONE.requirements,
        *CLONE.development.parent.rglob("*.txt"),
        CLONE.policies / "requirements.txt",
        *CLONE.root.glob("packages/*/pyproject.toml"),
    }

    assert {source for file in LOCK_FILES for source in file.sources} == described
    assert {it.path for it in LOCK_FILES} == {
        CLONE.root / "requirements.lock", *CLONE.root.glob("packages/**/*.lock"), *CLONE.policies.glob("*.lock")
    }  # fmt: skip


@pytest.mark.parametrize(
    "client",
    [clients.SNOW, clients.CONNECTOR, clients.BUCKET, drivers.RUNTIMES, policy_pack.PACK],
    ids=lambda it: it.name,
)
def test_clients_have_the_version_that_their_requirements_name(client: clients.Client) -> None:
    requirements = client.lock(CLONE).with_suffix(".txt")
    (requirement,) = [it for it in asked_for(requirements) if it.name == client.package]

    assert (requirement.name, str(requirement.specifier)) == (client.package, f"=={client.version(CLONE)}")


@pytest.mark.parametrize("upgrade", [False, True])
def test_write_gives_each_to_uv_the_deciding_one_first(
    context: Context, monkeypatch: pytest.MonkeyPatch, screen: io.StringIO, upgrade: bool
) -> None:
    paths = context.paths
    files.write(paths.clients / "snow.txt", "snowflake-cli\n")
    files.write(paths.root / "packages" / "one" / "pyproject.toml", "[project]\n")
    files.write(paths.policies / "requirements.txt", "pulumi-policy\n")
    # writes the file that it is told to, and what it was told
    files.write(
        paths.python, '#!/bin/sh\nfor i; do case $i in --output-file=*) echo "$@" > "${i#*=}";; esac; done\n', 0o755
    )
    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)

    assert lock_files.write(context, upgrade=upgrade) == 0

    order = re.findall(r"lock: writing (\S+)$", screen.getvalue(), re.MULTILINE)
    own, clone = "packages/devkit/", "requirements.lock"
    decided, apart = (
        [clone, "packages/one/requirements.lock"],
        [f"{own}clients/snow.lock", "policies/requirements.lock"],
    )
    assert order == [f"{own}development.lock", *decided, *apart]
    told = {name: (paths.root / name).read_text() for name in order}
    assert all("-m uv pip compile --universal" in it and ("--upgrade" in it) == upgrade for it in told.values())
    assert {it for it in told if "--constraints=packages/devkit/development.lock" in told[it]} == set(decided)
    assert told[order[0]].endswith("requirements.txt packages/one/pyproject.toml packages/devkit/development.txt\n")
