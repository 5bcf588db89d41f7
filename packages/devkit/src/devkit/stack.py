"""The stack `local`: made once, its configuration kept in `.local/`, rewritten where a value changed."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devkit import environment, files
from devkit.bases.references import BaseImages
from devkit.environment import STACK, Secrets
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pulumi import Pulumi
from devkit.service_user.credentials import Credentials

PROJECT = "milvus-spcs"
TOPOLOGY = re.compile(rf"""^\s*["']?{PROJECT}:topology["']?:\s*["']?cluster\b""", re.MULTILINE)
# settings by what they are of
BASES = {"etcd": "etcdImage", "kafka": "kafkaImage", "objectstore": "objectStoreImage"}
KEY = "objectStoreSecretKey"
OUTSIDE = re.compile(rf"""^\s*["']?{PROJECT}:objectStoreHost["']?:\s*["']?[^\s"'#]""", re.MULTILINE)
REMOVE = "Remove it: it is written again"
STATE_LOST = "Put back the .bak beside it, or run make clean, then make up"


def ensure(
    pulumi: Pulumi,
    account: Account,
    bases: BaseImages,
    secrets: Secrets,
    deployer: Credentials,
    more: Mapping[str, str] | None = None,
    cluster: Mapping[str, str] | None = None,
) -> None:
    """Make stack and configuration where they are missing or differ; `more` are further keys of it, and `cluster` are
    the base images of one whose Milvus is a cluster, where they were made here."""
    paths = pulumi.context.paths
    environment.backend(paths).mkdir(parents=True, exist_ok=True)
    if not checkpoint_file(paths).exists():
        _init(pulumi)
    _adopt_configuration(paths)
    images = {BASES[name]: reference for name, reference in (cluster or {}).items()}
    wanted = {**values(account, bases, deployer), **images, **(more or {})}
    own_storage = cluster is not None and not _says(paths, OUTSIDE)  # of another one a person has the key
    secret = {**secret_values(secrets), **({KEY: secrets.object_store_key} if own_storage else {})}
    _configure(pulumi, wanted, secret, secrets)


def is_cluster(paths: Paths) -> bool:
    """Whether the stack's file says so; a person sets it by `pulumi config set topology cluster`."""
    return _says(paths, TOPOLOGY)


def _says(paths: Paths, setting: re.Pattern[str]) -> bool:
    """Whether the stack's file does."""
    file = environment.stack_file(paths)
    return file.exists() and bool(setting.search(file.read_text(encoding="utf-8")))


def checkpoint_file(paths: Paths) -> Path:
    return environment.backend(paths) / ".pulumi" / "stacks" / PROJECT / f"{STACK}.json"


def deployment(paths: Paths) -> dict[str, Any]:
    """The stack's state as it lies on disk: resources, pending operations; empty where there is no stack."""
    try:
        found = files.read_json(checkpoint_file(paths), STATE_LOST)
        return dict(found["checkpoint"].get("latest") or {})
    except FileNotFoundError:
        return {}


def outputs(paths: Paths) -> dict[str, Any]:
    """What the program exported, as it lies on disk; asking the engine takes a second. Secrets stay encrypted."""
    for resource in deployment(paths).get("resources", ()):
        if resource["type"] == "pulumi:pulumi:Stack":
            return dict(resource.get("outputs") or {})
    return {}


def values(account: Account, bases: BaseImages, deployer: Credentials) -> dict[str, str]:
    """The configuration in clear. Where the account is and who signs in, the environment says: so whoever holds the
    deployer's role can work on the stack."""
    return {
        # not "*", which would disable the dynamic provider too
        "pulumi:disable-default-providers": '["snowflake","docker"]',
        "registryHost": account.registry_host,
        "milvusImage": bases.milvus,
        "pythonImage": bases.python,
        # `make down` takes all of it away
        "protect": "false",
        "snowflake:role": deployer.role,
    }


def secret_values(secrets: Secrets) -> dict[str, str]:
    """The configuration that nobody may read."""
    return {"milvusUserPassword": secrets.milvus_user_password}


def registry_host(paths: Paths) -> str | None:
    """Of the account that the stack was configured for last; None where it never was."""
    try:
        return str(files.read_json(_stamp(paths), REMOVE)["registryHost"])
    except (FileNotFoundError, NotADirectoryError):
        return None


def _init(pulumi: Pulumi) -> None:
    """`stack init` knows no --config-file: it writes its salt beside Pulumi.yaml."""
    paths = pulumi.context.paths
    environment.stack_file(paths).unlink(missing_ok=True)
    (paths.root / f"Pulumi.{STACK}.yaml").unlink(missing_ok=True)
    pulumi.ask("stack", "init", STACK)


def _adopt_configuration(paths: Paths) -> None:
    """Move what `stack init` wrote into `.local/`; a lost file comes back from the salt in the state."""
    written, wanted = paths.root / f"Pulumi.{STACK}.yaml", environment.stack_file(paths)
    if written.exists() and not wanted.exists():
        os.replace(written, wanted)
    if wanted.exists():
        return
    salt = deployment(paths).get("secrets_providers", {}).get("state", {}).get("salt")
    if salt is None:
        raise ToolchainError(
            f"{wanted} is lost, and the stack's state holds no salt to make it from. Run: make clean, then make up"
        )
    files.write(wanted, json.dumps({"encryptionsalt": salt}) + "\n", 0o600)
    _stamp(paths).unlink(missing_ok=True)


def _configure(pulumi: Pulumi, wanted: dict[str, str], secret: dict[str, str], secrets: Secrets) -> None:
    """Set every key where one differs from what was set last, and remove those that are no more wanted; a person's own
    keys in the file stay."""
    paths = pulumi.context.paths
    digests = {key: hashlib.sha256((secrets.passphrase + value).encode()).hexdigest() for key, value in secret.items()}
    stamp = {**wanted, **digests}
    last = files.read_json(_stamp(paths), REMOVE) if _stamp(paths).exists() else {}
    if last == stamp:
        return
    gone = last.keys() - stamp.keys()
    if KEY in gone and pulumi.ask("config", "get", KEY).strip() != secrets.object_store_key:
        gone -= {KEY}  # a person has set another one since
    if gone:
        pulumi.ask("config", "rm-all", *sorted(gone))
    pulumi.ask("config", "set-all", *(part for item in wanted.items() for part in ("--plaintext", "=".join(item))))
    for key, value in secret.items():
        pulumi.ask("config", "set", "--secret", key, stdin=value)
    environment.stack_file(paths).chmod(0o600)
    files.write(_stamp(paths), json.dumps(stamp, indent=2) + "\n", 0o600)


def _stamp(paths: Paths) -> Path:
    return paths.local / "configured.json"
