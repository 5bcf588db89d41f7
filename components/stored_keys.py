"""A user and a password by which services reach something: a secret of the account, for the services' owner to read."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.login import Login
from components.options import child_options
from components.stack_privileges import SECRET_TO_OWNERS


@dataclass(frozen=True, kw_only=True)
class StoredKeysArgs:
    """`owner_role` owns the services that read the secret; `provider` is of the role that owns the schema."""

    login: Login
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    owner_role: pulumi.Input[str]
    provider: pulumi.ProviderResource


class StoredKeys(pulumi.ComponentResource):
    """A secret of user name and password, which containers get as files. `usage` is the grant to read it, if made."""

    name: pulumi.Output[str]
    usage: grants.Grant | None

    def __init__(self, name: str, args: StoredKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:StoredKeys", name, None, opts)
        by_provider = child_options(self, args.provider)
        secret = snowflake.SecretWithBasicAuthentication(
            f"{name}-keys",
            name=args.login.secret,
            database=args.database,
            schema=args.schema,
            username=args.login.user,
            password=args.login.password.output(),
            comment=stack_comment(),
            opts=by_provider,
        )
        self.name = secret.name
        on_secret = grants.on_schema_object("SECRET", secret.database, secret.schema, secret.name)
        self.usage = grants.grant(f"{name}-keys-to-owner", args.owner_role, on_secret, by_provider, SECRET_TO_OWNERS)
        self.register_outputs({"name": self.name})
