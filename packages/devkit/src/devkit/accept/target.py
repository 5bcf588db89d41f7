"""Which account and stack a run is for: the local account's, or one that the environment and the stack name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from devkit import deployer, environment
from devkit.accept.account import AccountStatements
from devkit.accept.gateway import Place
from devkit.accept.own_stack import Configuration
from devkit.context import Context
from devkit.pulumi import Pulumi

# who signs in where, as the account says it
_WHO = (
    "SELECT CURRENT_ORGANIZATION_NAME() AS ORGANIZATION, CURRENT_ACCOUNT_NAME() AS ACCOUNT,"
    " CURRENT_USER() AS USER_NAME, CURRENT_ROLE() AS ROLE_NAME"
)
CREDENTIALS = ("SNOWFLAKE_PASSWORD", "SNOWFLAKE_TOKEN", "SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")
NO_PROXY = ("NO_PROXY", "no_proxy")
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Target:
    """`named` is the engine on the stack that is named, `variables` how it is reached and signed in to."""

    named: Pulumi = field(repr=False)
    configuration: Configuration
    variables: Mapping[str, str] = field(repr=False)
    place: Place
    known: Mapping[str, str]

    @classmethod
    def of(cls, context: Context, stack: str | None) -> "Target":
        """Raises ToolchainError where the stack cannot be read, or the account not be signed in to."""
        local = stack in (None, environment.STACK)
        of_real = {**environment.by_hand(context), "PULUMI_STACK": str(stack)}
        named = Pulumi(context, deployer.variables(context) if local else of_real)
        configuration = Configuration.of(named)
        variables = {**named.environment, **configuration.variables()}
        ((row,),) = AccountStatements(context, variables).ask(_WHO)
        account = f'"{row["organization"]}"."{row["account"]}"'
        known = {str(row["role_name"]): "role", str(row["user_name"]): "user", account: "account"}
        return cls(named, configuration, variables, place(variables, row["organization"], row["account"]), known)

    @property
    def stack(self) -> str:
        return self.named.environment["PULUMI_STACK"]

    @property
    def prefix(self) -> str:
        """Of the run's objects: the same for each run of a stack, so that what one left is found by the next."""
        return f"ACCEPT_{re.sub(r'[^A-Z0-9]', '_', self.stack.rpartition('/')[2].upper())}_"

    def secrets(self) -> set[str]:
        """What nobody may read."""
        return self.configuration.secrets() | {it for name in CREDENTIALS if (it := self.variables.get(name))}

    def through(self, gateway: Place) -> dict[str, str]:
        """The variables of clients that go through a gateway."""
        there = {
            "SNOWFLAKE_HOST": gateway.host,
            "SNOWFLAKE_PORT": str(gateway.port),
            "SNOWFLAKE_PROTOCOL": gateway.protocol,
            # drivers send tokens of a workload identity to hosts of Snowflake's alone, unless told of another
            "SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES": gateway.host,
        }
        # where a proxy leads out of a network, it does not lead here
        direct = {name: ",".join(filter(None, (self.variables.get(name), gateway.host))) for name in NO_PROXY}
        return {**self.variables, **there, **direct}


def place(variables: Mapping[str, str], organization: str, account: str) -> Place:
    """As the provider and the connector find it."""
    protocol = variables.get("SNOWFLAKE_PROTOCOL") or "https"
    # hyphens in the account's name: no host has an underscore
    host = f"{organization}-{account}.snowflakecomputing.com".lower().replace("_", "-")
    port = int(variables.get("SNOWFLAKE_PORT") or DEFAULT_PORTS[protocol])
    return Place(variables.get("SNOWFLAKE_HOST") or host, port, protocol)
