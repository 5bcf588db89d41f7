"""The environment in which the engine and Snowflake clients work on the local run; `make env` sources it."""

import os
import secrets
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from pathlib import Path

from devkit import engine, files, registry_binary
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import HOST, REGISTRY_VARIABLE, Account
from devkit.paths import Paths
from devkit.service_user.credentials import Credentials
from devkit.virtualenv import BYTE_CODE_VARIABLE

STACK = "local"
CONNECTION = "local"
# How the engine works, on whichever stack: it compares what the program wants with the state for one resource after the
# other else, and a roll asks the account meanwhile. https://www.pulumi.com/docs/iac/cli/environment-variables/
ENGINE = {"PULUMI_PARALLEL_DIFF": "true"}
PARALLEL = 32
LOG_MEGABYTES = 50
# What a person may have set for another account, and would be used before what is meant: who signs in, and where.
WHO = (
    "SNOWFLAKE_USER", "SNOWFLAKE_PROFILE", "SNOWFLAKE_AUTHENTICATOR", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_PASSCODE",
    "SNOWFLAKE_TOKEN", "SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_PATH", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE",
    "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER",
)  # fmt: skip
SIGN_IN = (
    *WHO, "SNOWFLAKE_ACCOUNT", "SNOWFLAKE_ORGANIZATION_NAME", "SNOWFLAKE_ACCOUNT_NAME", "SNOWFLAKE_ROLE",
    "SNOWFLAKE_HOST", "SNOWFLAKE_PORT", "SNOWFLAKE_PROTOCOL", "SNOWFLAKE_WAREHOUSE", "SNOWFLAKE_DATABASE",
    "SNOWFLAKE_SCHEMA",
)  # fmt: skip
FOREIGN = (*SIGN_IN, "PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN")
# of the local run, and in the way of any other
LOCAL = (
    "MILVUS_SPCS_ROOT", "PULUMI_HOME", "PULUMI_BACKEND_URL", "PULUMI_STACK", "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_OPTION_CONFIG_FILE", "PULUMI_PARALLEL", "PULUMI_SKIP_UPDATE_CHECK", "PULUMI_LOG_ROTATION_MAX_TOTAL_MB",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "SNOWFLAKE_HOME", "SNOWFLAKE_DEFAULT_CONNECTION_NAME",
    "SNOWFLAKE_CONFIG_PATH", "DOCKER_CONFIG", REGISTRY_VARIABLE,
)  # fmt: skip

SECRETS_LOST = "The stack's state cannot be decrypted without it. Put a copy back, or run make clean, then make up"


@dataclass(frozen=True)
class Secrets:
    """The secrets of a local run that are not the account's own; the last is of a cluster."""

    passphrase: str
    milvus_user_password: str
    object_store_key: str


def local_secrets(paths: Paths) -> Secrets:
    """Read, or made at the first run that needs them."""
    prepare(paths)
    file = paths.local / "secrets.json"
    made = {
        "passphrase": secrets.token_urlsafe(24),
        "milvus_user_password": secrets.token_urlsafe(18),
        "object_store_key": secrets.token_urlsafe(24),
    }
    known = {**made, **(files.read_json(file, SECRETS_LOST) if file.exists() else {})}
    files.write(file, dumps(known, indent=2) + "\n", 0o600)
    found = Secrets(**known)
    files.write(passphrase_file(paths), found.passphrase, 0o600)
    return found


def prepare(paths: Paths) -> None:
    """Make `.local`, for its owner alone."""
    paths.local.mkdir(mode=0o700, exist_ok=True)
    paths.local.chmod(0o700)


def passphrase_file(paths: Paths) -> Path:
    """The engine takes a file rather than a variable: child processes then do not inherit the passphrase itself."""
    return paths.local / "passphrase"


def stack_file(paths: Paths) -> Path:
    return paths.local / f"Pulumi.{STACK}.yaml"


def docker_directory(paths: Paths) -> Path:
    """Of Docker's configuration in the local run."""
    return paths.local / "docker"


def backend(paths: Paths) -> Path:
    return paths.local / "pulumi"


def backend_url(paths: Paths) -> str:
    """No .attrs beside each file: unlike the file itself it is not replaced at once, and empty after a kill it makes
    the state unreadable."""
    return f"file://{backend(paths)}?metadata=skip"


def pulumi_variables(context: Context) -> dict[str, str]:
    """What the engine needs to find stack, state and plugins."""
    paths = context.paths
    return {
        "PATH": path(context),
        "MILVUS_SPCS_ROOT": str(paths.root),
        "PULUMI_HOME": str(paths.pulumi_home),
        "PULUMI_BACKEND_URL": backend_url(paths),
        "PULUMI_STACK": STACK,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase_file(paths)),
        # every command that takes --config-file also reads it from here
        "PULUMI_OPTION_CONFIG_FILE": str(stack_file(paths)),
        **ENGINE,
        # The account waits, not the processor; four for each core, as many as the engine takes else, would queue.
        "PULUMI_PARALLEL": str(PARALLEL),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # of each command the engine keeps a log in its home, encrypted, up to 500 MB of them
        "PULUMI_LOG_ROTATION_MAX_TOTAL_MB": str(LOG_MEGABYTES),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # for who pushes images: the docker plugin, and Docker's own clients by hand
        "DOCKER_CONFIG": str(docker_directory(paths)),
    }


def by_hand(context: Context) -> dict[str, str]:
    """Of whoever calls, as for `pulumi` by hand: of a real account it says who signs in, and may say how to work."""
    return {**ENGINE, **os.environ, "PATH": path(context)}


def path(context: Context) -> str:
    """PATH with the engine and the virtual environment."""
    before, after = _directories(context)
    return os.pathsep.join([*before, os.environ.get("PATH", os.defpath), *after])


def _directories(context: Context) -> tuple[list[str], list[str]]:
    """What goes before PATH, and what after it: our engine, unless PATH has one with its language host, and the virtual
    environment. Ours comes after a PATH that has a real part of an engine: beside ours a stand-in may lie for it.
    """
    found = engine.find(context.paths, context.versions.engine)
    if found is None:
        raise ToolchainError("the toolchain is not set up. Run: make up, or make account")
    ours = context.paths.engine(context.versions.engine)
    wanted = not found.on_path or (found.bundled(engine.LANGUAGE_HOST) is None and ours.exists())
    engines, others = [ours] if wanted else [], [context.paths.venv / "bin"]
    before, after = (others, engines) if engine.has_real_part_on_path() else ([*engines, *others], [])
    present = os.environ.get("PATH", "").split(os.pathsep)
    return [str(it) for it in before if str(it) not in present], [str(it) for it in after if str(it) not in present]


def account_variables(context: Context, account: Account) -> dict[str, str]:
    """What Snowflake clients need to sign in as the local administrator."""
    return {
        **_place(context, account),
        "SNOWFLAKE_USER": account.user,
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE",
        "SNOWFLAKE_PASSWORD": account.password,
        "SNOWFLAKE_ROLE": "ACCOUNTADMIN",
    }


def deployer_variables(context: Context, account: Account, deployer: Credentials) -> dict[str, str]:
    """What the engine's plugins and programs need to sign in as who deploys; the stack's file has none of it."""
    return {
        **_place(context, account),
        "SNOWFLAKE_USER": deployer.user,
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE_JWT",
        "SNOWFLAKE_PRIVATE_KEY": deployer.private_key,
        "SNOWFLAKE_ROLE": deployer.role,
    }


def _place(context: Context, account: Account) -> dict[str, str]:
    registry = registry_binary.find(context.paths)
    return {
        "SNOWFLAKE_HOME": str(context.paths.local),
        "SNOWFLAKE_DEFAULT_CONNECTION_NAME": CONNECTION,
        # of the provider, which takes from a person's own what no variable says; there is none
        "SNOWFLAKE_CONFIG_PATH": str(context.paths.local / "profiles"),
        "SNOWFLAKE_ACCOUNT": account.identifier,
        "SNOWFLAKE_ORGANIZATION_NAME": account.organization,
        "SNOWFLAKE_ACCOUNT_NAME": account.name,
        "SNOWFLAKE_HOST": HOST,
        "SNOWFLAKE_PORT": str(account.account_port),
        "SNOWFLAKE_PROTOCOL": "http",
        **({REGISTRY_VARIABLE: str(registry)} if registry else {}),
    }


def full(context: Context, account: Account, deployer: Credentials) -> dict[str, str]:
    """This process's environment for the engine, as who deploys, and without what belongs to another account."""
    kept = {name: value for name, value in os.environ.items() if name not in (*FOREIGN, BYTE_CODE_VARIABLE)}
    return {**kept, **pulumi_variables(context), **deployer_variables(context, account, deployer)}


def write(context: Context, account: Account) -> Path:
    """Write env.sh and connections.toml for this account; returns env.sh."""
    variables = {**pulumi_variables(context), **account_variables(context, account)}
    files.write(context.paths.local / "connections.toml", connections(account), 0o600)
    script = context.paths.local / "env.sh"
    files.write(script, shell(variables, *_directories(context)), 0o600)
    return script


def shell(variables: Mapping[str, str], before: Sequence[str], after: Sequence[str]) -> str:
    """Lines for a POSIX shell, with directories before and after its PATH. Sourced twice, they leave it as it was."""
    exports = [f"export {name}={shlex.quote(value)}" for name, value in variables.items() if name != "PATH"]
    return "\n".join([f"unset {' '.join(FOREIGN)}", *path_lines(before, after), *exports, ""])


def path_lines(before: Sequence[str], after: Sequence[str] = ()) -> list[str]:
    """What puts them before PATH, and after it, each once."""
    parts = [(it, f'{it}:"$PATH"') for it in map(shlex.quote, reversed(before))]
    parts += [(it, f'"$PATH":{it}') for it in map(shlex.quote, after)]
    return [*(f'case ":$PATH:" in *:{it}:*) ;; *) PATH={path} ;; esac' for it, path in parts), "export PATH"]


def connections(account: Account) -> str:
    """connections.toml of the connector and of `snow`; a JSON string is a TOML string."""
    values = {
        "account": account.identifier,
        "user": account.user,
        "password": account.password,
        "host": HOST,
        "port": account.account_port,
        "protocol": "http",
        "role": "ACCOUNTADMIN",
    }
    return f"[{CONNECTION}]\n" + "".join(f"{name} = {dumps(value)}\n" for name, value in values.items())
