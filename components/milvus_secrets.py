"""Users of Milvus with their passwords, in secrets of the account: containers get them as files that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.milvus_password import MilvusPassword
from components.options import child_options
from components.owners import MILVUS_SECRETS, NOTEBOOK, ROOT
from components.secret_settings import MilvusSecretSettings
from components.stack_privileges import SECRET_TO_OWNERS


@dataclass(frozen=True, kw_only=True)
class MilvusSecretsArgs:
    """`readers` are the roles of owners whose services get a secret, by the user in it and then by what definitions
    call the owners; `provider` is of the role that owns the schema."""

    settings: MilvusSecretSettings
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    readers: Mapping[str, Mapping[str, pulumi.Input[str]]] = field(default_factory=dict)
    provider: pulumi.ProviderResource


class MilvusSecrets(pulumi.ComponentResource):
    """`names` are the secrets' by placeholders of specifications; `usage` are the grants to read them, by owners."""

    names: Mapping[str, pulumi.Output[str]]
    usage: Mapping[str, list[grants.Grant]]

    def __init__(self, name: str, args: MilvusSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:MilvusSecrets", name, None, opts)
        self._by, self._args = child_options(self, args.provider), args
        given = args.settings.root_password
        secrets = {
            ROOT: self._secret(name, ROOT, args.settings.root, given.output() if given else None),
            NOTEBOOK: self._secret(name, NOTEBOOK, args.settings.notebook, None),
        }
        self.names = {MILVUS_SECRETS[user]: secret.name for user, secret in secrets.items()}
        usage: dict[str, list[grants.Grant]] = {}
        for user, secret in secrets.items():
            for owner, grant in self._granted(name, user, secret).items():
                usage.setdefault(owner, []).append(grant)
        self.usage = usage
        self.register_outputs({user: secret.name for user, secret in secrets.items()})

    def _secret(
        self, name: str, user: str, called: str, password: pulumi.Output[str] | None
    ) -> snowflake.SecretWithBasicAuthentication:
        args = self._args
        return snowflake.SecretWithBasicAuthentication(
            f"{name}-{user}",
            name=called,
            database=args.database,
            schema=args.schema,
            username=user,
            password=self._made(name, user) if password is None else password,
            comment=stack_comment(),
            opts=self._by,
        )

    def _made(self, name: str, user: str) -> pulumi.Output[str]:
        opts = pulumi.ResourceOptions(parent=self)
        return pulumi.Output.secret(
            MilvusPassword(f"{name}-{user}-password", self._args.settings.generation, opts).password
        )

    def _granted(
        self, name: str, user: str, secret: snowflake.SecretWithBasicAuthentication
    ) -> dict[str, grants.Grant]:
        on = grants.on_schema_object("SECRET", secret.database, secret.schema, secret.name)
        readers = self._args.readers.get(user, {})
        return grants.made(
            {
                owner: grants.grant(f"{name}-{owner}-owner-on-{user}", role, on, self._by, SECRET_TO_OWNERS)
                for owner, role in readers.items()
            }
        )
