"""The user whom the local run deploys as, by `python -m devkit.service_user`, which runs in the virtual environment."""

from devkit import environment, local_account
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.service_user import credentials
from devkit.service_user.credentials import Credentials


def variables(context: Context) -> dict[str, str]:
    """Of commands on the started local account, as who deploys. Raises ToolchainError."""
    account = local_account.started(context)
    return environment.full(context, account, ensure(context, account))


def ensure(context: Context, account: Account) -> Credentials:
    """How it signs in, once the account takes that: made at the first run, mended where something of it is lost."""
    file = context.paths.local / "deployer.json"
    context.processes.run(
        context.step("deployer"),
        "looking for the user who deploys, or making it",
        [context.paths.python, "-m", "devkit.service_user", file],
        environment=environment.account_variables(context, account),
        directory=context.paths.root,
        says_why=True,
    )
    found = credentials.read(file)
    if found is None:
        raise ToolchainError(f"deployer: {file} was not written")
    return found
