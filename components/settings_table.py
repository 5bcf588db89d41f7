"""Every setting of a stack, once: key, check, default and what it is. Pulumi.yaml's section is written from it."""

from __future__ import annotations

from typing import Any, TypeVar

from components import checks
from components.checks import Check
from components.existing_names import may_exist
from components.external_table import External
from components.setting import SNOWFLAKE, Setting
from components.sql import Identifier

T = TypeVar("T")
# how to sign in, as the provider calls it
PASSWORD, JWT, PAT = "SNOWFLAKE", "SNOWFLAKE_JWT", "PROGRAMMATIC_ACCESS_TOKEN"
OAUTH, WORKLOAD_IDENTITY = "OAUTH", "WORKLOAD_IDENTITY"
OIDC = "OIDC"  # a workload identity's provider
DEPLOYER_ROLE = "MILVUS_DEPLOYER_ROLE"  # unless an administrator names another one
STANDALONE, CLUSTER = "standalone", "cluster"  # of Milvus
# what becomes of grants that are not the stack's
REVOKE, REPORT, KEEP = "revoke", "report", "keep"


def _name(name: str, default: str, description: str, *, of: str | None = None) -> Setting[Identifier]:
    return Setting(name, checks.identifier, description, default, prefixed=True, of=of)


def _name_that_may_exist(
    name: str, default: str, description: str, check: Check[Identifier] = checks.identifier, *, prefixed: bool = True
) -> Setting[Identifier]:
    return Setting(name, may_exist(check), description, default, prefixed=prefixed, may_exist=True)


def _connection(name: str, check: Check[T], variable: str, *, default: str = "", optional: bool = True) -> Setting[T]:
    return Setting(name, check, default=default, optional=optional, namespace=SNOWFLAKE, variable=variable)


class Connections:
    """How to reach the account: of the provider's own namespace, whose schema is not ours to declare."""

    ORGANIZATION = _connection("organizationName", checks.account_part, "SNOWFLAKE_ORGANIZATION_NAME", optional=False)
    ACCOUNT = _connection("accountName", checks.account_part, "SNOWFLAKE_ACCOUNT_NAME", optional=False)
    USER = _connection("user", checks.anything, "SNOWFLAKE_USER", optional=False)
    ROLE = _connection("role", checks.identifier, "SNOWFLAKE_ROLE", optional=False)
    HOST = _connection("host", checks.host, "SNOWFLAKE_HOST")
    PORT = _connection("port", checks.integer(1, 65535), "SNOWFLAKE_PORT")
    PROTOCOL = _connection("protocol", checks.one_of("https", "http"), "SNOWFLAKE_PROTOCOL", default="https")
    AUTHENTICATOR = _connection(
        "authenticator",
        checks.in_any_case(checks.one_of(PASSWORD, JWT, PAT, OAUTH, WORKLOAD_IDENTITY)),
        "SNOWFLAKE_AUTHENTICATOR",
    )
    IDENTITY_PROVIDER = _connection(
        "workloadIdentityProvider", checks.in_any_case(checks.one_of(OIDC)), "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER"
    )
    PASSWORD = _connection("password", checks.secret, "SNOWFLAKE_PASSWORD")
    TOKEN = _connection("token", checks.secret, "SNOWFLAKE_TOKEN")
    PRIVATE_KEY = _connection("privateKey", checks.secret, "SNOWFLAKE_PRIVATE_KEY")
    PASSPHRASE = _connection("privateKeyPassphrase", checks.secret, "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")


class Table:
    """The project's own settings, in the order in which Pulumi.yaml has them."""

    REGISTRY_HOST = Setting(
        "registryHost",
        checks.registry_host,
        "Host, or host:port, of the account's image registry; empty for the one that belongs to the account's name",
        optional=True,
    )
    REGISTRY_PASSWORD = Setting(
        "registryPassword",
        checks.secret,
        "Secret. Password or programmatic access token to push images with; empty where Docker has what signs in there",
        optional=True,
    )
    IMAGE_SOURCE = Setting(
        "imageSource", checks.one_of("build", "registry"), "Where images are from; docs/environments.md", "build"
    )
    MILVUS_IMAGE = Setting(
        "milvusImage",
        checks.milvus_image,
        "Base image of Milvus, with a tag other than latest or a digest; no version with a hole that is known",
        optional=True,  # asked for by who builds from it
    )
    PYTHON_IMAGE = Setting(
        "pythonImage",
        checks.image,
        "Base image of the notebook, with a tag other than latest or a digest",
        optional=True,  # as the one above
    )
    USER_PASSWORD = Setting(
        "milvusUserPassword", checks.secret, "Secret. Password of the user who opens the notebook", of="user"
    )
    NAME_PREFIX = Setting(
        "namePrefix",
        checks.prefix,
        "What the names of all objects but the schema begin with, such as TEAM_; empty for the names that stand here",
        optional=True,
    )
    ROLE = _name_that_may_exist("role", "MILVUS_ROLE", "Role of those who use the notebook", checks.own_role)
    OWNER_ROLE = _name_that_may_exist(
        "ownerRole",
        "MILVUS_OWNER_ROLE",
        "Role that owns Milvus' service; services cannot change owner later",
        checks.own_role,
    )
    NOTEBOOK_OWNER_ROLE = _name_that_may_exist(
        "notebookOwnerRole",
        "JUPYTER_OWNER_ROLE",
        "Role that owns the notebook's service, and whose rights code in the notebook has",
        checks.own_role,
    )
    ROLES = Setting(
        "roles",
        checks.roles,
        "Roles that make parts of the stack where snowflake:role does not: account, users, grants, storage",
        optional=True,
        below="<part>",
    )
    GUIDE_PRIVILEGES = Setting(
        "guidePrivileges",
        checks.boolean,
        "true for the guide's wording: ALL PRIVILEGES for the users' role, any host, system roles for the parts",
        "false",
    )
    EXTRA_GRANTS = Setting(
        "extraGrants",
        checks.one_of(REVOKE, REPORT, KEEP),
        "What others grant to the stack's roles: revoke (a refresh sees it, up takes it back), report (seen, it stays) "
        "or keep (not looked at)",
        REVOKE,
    )
    KEPT_GRANTS = Setting(
        "keptGrants",
        checks.grants_by_roles,
        "What of it is meant, by roles: as a refresh names it, such as SELECT ON TABLE SALES.PUBLIC.ORDERS",
        optional=True,
        below="<role>[0]",
    )
    USER = _name_that_may_exist("user", "MILVUS_USER", "User who opens the notebook")
    WAREHOUSE = _name_that_may_exist("warehouse", "MILVUS_WAREHOUSE", "Warehouse of the services' queries")
    WAREHOUSE_SIZE = Setting(
        "warehouseSize", checks.one_of(*checks.WAREHOUSE_SIZES), "Size of the warehouse", "XSMALL", of="warehouse"
    )
    WAREHOUSE_AUTO_SUSPEND = Setting(
        "warehouseAutoSuspend",
        checks.integer(0, 604800, "seconds"),
        "Seconds without a query after which the warehouse is suspended; 0 for never",
        "180",
        of="warehouse",
    )
    WAREHOUSE_STATEMENT_TIMEOUT = Setting(
        "warehouseStatementTimeout",
        checks.integer(0, 604800, "seconds"),
        "Seconds after which a statement in the warehouse is cancelled, 0 for the longest; empty for the account's",
        optional=True,
        of="warehouse",
    )
    WAREHOUSE_QUEUED_TIMEOUT = Setting(
        "warehouseStatementQueuedTimeout",
        checks.integer(0, 604800, "seconds"),
        "Seconds for which a statement may wait for the warehouse, 0 for any time; empty for the account's",
        optional=True,
        of="warehouse",
    )
    DATABASE = _name_that_may_exist("database", "MILVUS_DEMO", "Database of all the stack's schema objects")
    DATA_RETENTION = Setting(
        "dataRetentionTimeInDays",
        checks.integer(0, 90, "days"),
        "Days of Time Travel in the database, 0 for none, over 1 in Enterprise Edition alone; empty for the account's",
        optional=True,
        of="database",
    )
    # without the prefix: it lies in a database of the stack's own, and PUBLIC is in every one
    SCHEMA = _name_that_may_exist(
        "schema", "PUBLIC", "Its schema; one that is called PUBLIC comes with its database", prefixed=False
    )
    REPOSITORY = _name_that_may_exist("repository", "MILVUS_REPO", "Image repository")
    SPEC_STAGE = _name("specStage", "YAML_STAGE", "Stage of the service specifications, used when specSource is stage")
    DATA_STAGE = _name("dataStage", "DATA", "Stage for data")
    FILES_STAGE = _name("filesStage", "FILES", "Stage that the notebook mounts")
    NETWORK_RULE = _name(
        "networkRule", "ALLOW_ALL_RULE", "Network rule of what the notebook may reach", of="egressIntegration"
    )
    EGRESS_INTEGRATION = _name_that_may_exist(
        "egressIntegration", "ALLOW_ALL_EAI", "External access integration with that rule"
    )
    EGRESS_HOSTS = Setting(
        "egressHosts",
        checks.egress_hosts,
        "What the notebook may reach: host or host:port, in a list or with commas; 0.0.0.0 is any host, empty is none",
        "huggingface.co:443,cas-bridge.xethub.hf.co:443",
        may_be_empty=True,
        of="egressIntegration",
    )
    MILVUS_POOL = _name_that_may_exist("milvusPool", "MILVUS_COMPUTE_POOL", "Compute pool of Milvus")
    JUPYTER_POOL = _name_that_may_exist("jupyterPool", "JUPYTER_COMPUTE_POOL", "Compute pool of the notebook")
    INSTANCE_FAMILY = Setting(
        "instanceFamily",
        checks.one_of(*checks.INSTANCE_FAMILIES),
        "Instance family of the pools that do not name their own",
        "CPU_X64_S",
    )
    MILVUS_SERVICE = _name("milvusService", "MILVUS", "Service of Milvus; its name in lower case is its host name")
    JUPYTER_SERVICE = _name("jupyterService", "JUPYTER", "Service of the notebook")
    MILVUS_VOLUME = Setting(
        "milvusVolumeGi",
        checks.integer(1, 16384, "GiB"),
        "Size of Milvus' block volume in GiB; changing it needs a new service",
        "10",
    )
    TOPOLOGY = Setting(
        "topology",
        checks.one_of(STANDALONE, CLUSTER),
        "Milvus as one process (standalone), or as a cluster of services; docs/cluster.md",
        STANDALONE,
    )
    QUERY_NODES = Setting(
        "queryNodes", checks.integer(1, 50), "Query nodes of a cluster, which hold what is searched", "1"
    )
    DATA_NODES = Setting(
        "dataNodes", checks.integer(1, 50), "Data nodes of a cluster, which store what is inserted", "1"
    )
    INDEX_NODES = Setting("indexNodes", checks.integer(1, 50), "Index nodes of a cluster, which make indexes", "1")
    ETCD_IMAGE = Setting(
        "etcdImage", checks.image, "Base image of a cluster's etcd, as milvusImage", "quay.io/coreos/etcd:v3.5.25"
    )
    KAFKA_IMAGE = Setting("kafkaImage", checks.image, "Base image of a cluster's Kafka", "apache/kafka:4.1.2")
    OBJECTSTORE_IMAGE = Setting(
        "objectStoreImage", checks.image, "Base image of a cluster's S3 server", "versity/versitygw:v1.8.0"
    )
    OBJECTSTORE_SECRET = _name(
        "objectStoreSecret", "MILVUS_OBJECTSTORE", "Secret with the keys of a cluster's object storage"
    )
    OBJECTSTORE_ACCESS_KEY = Setting(
        "objectStoreAccessKey", checks.anything, "Who the cluster is to its object storage", "milvus"
    )
    OBJECTSTORE_SECRET_KEY = Setting(
        "objectStoreSecretKey", checks.secret, "Secret. The key of a cluster's object storage", optional=True
    )
    MILVUS_ROOT_SECRET = _name("milvusRootSecret", "MILVUS_ROOT", "Secret with the password of Milvus' root")
    MILVUS_NOTEBOOK_SECRET = _name(
        "milvusNotebookSecret", "MILVUS_NOTEBOOK", "Secret with the notebook's user of Milvus, who has its collection"
    )
    MILVUS_ROOT_PASSWORD = Setting(
        "milvusRootPassword",
        checks.secret,
        "Secret. Password of Milvus' root; empty for one that the stack makes; docs/security.md",
        optional=True,
    )
    MILVUS_PASSWORD_GENERATION = Setting(
        "milvusPasswordGeneration",
        checks.integer(1, 1000000),
        "Another number has the passwords of Milvus that the stack makes made anew",
        "1",
    )
    POOLS = Setting(
        "pools",
        checks.table,
        "Compute pools beside the two, or what is other with these, by keys; docs/services.md has the fields",
        optional=True,
        below="<key>.<field>",
    )
    SERVICES = Setting(
        "services",
        checks.table,
        "Services beside the two, or what is other with these, by keys; docs/services.md has the fields",
        optional=True,
        below="<key>.<field>",
    )
    SPEC_SOURCE = Setting(
        "specSource",
        checks.one_of("text", "stage"),
        "Where services take their specification from, text (previews show it) or stage",
        "text",
    )
    ROLL_TIMEOUT = Setting(
        "rollTimeout", checks.integer(10, 7200, "seconds"), "Seconds to wait for a service to be ready", "1200"
    )
    INGRESS_INTEGRATION = Setting(
        "ingressIntegration",
        checks.boolean,
        "true to have the integration SNOWSERVICES_INGRESS_OAUTH, which older accounts need for public endpoints",
        "false",
    )
    PARKED = Setting(
        "parked",
        checks.boolean,
        "true to have services and compute pools suspended, with what they hold, until it is false again; docs/cost.md",
        "false",
    )
    TAGS = Setting(
        "tags",
        checks.tags,
        "Tags for every object that takes some, by DATABASE.SCHEMA.TAG: tags that are there before",
        optional=True,
        below='["<database>.<schema>.<tag>"]',
    )
    PROTECT = Setting(
        "protect",
        checks.boolean,
        "true to refuse whatever would drop the database, the stages, Milvus' service or its pool, with what they hold",
        "true",
    )
    SNAPSHOTS_KEPT = Setting(
        "snapshotsKept",
        checks.integer(0, 50),
        "How many snapshots are kept of those taken before a service with data gets another image; 0 to take none",
        "3",
    )
    PREFLIGHT = Setting(
        "preflight",
        checks.boolean,
        "false to ask the account nothing before a run: neither sign-in and roles, nor privileges, nor names",
        "true",
    )


def settings() -> tuple[Setting[Any], ...]:
    """The project's own, in their order."""
    return tuple(it for table in (Table, External) for it in vars(table).values() if isinstance(it, Setting))


CREDENTIALS = frozenset(
    setting.key
    for table in (Connections, Table, External)
    for setting in vars(table).values()
    if isinstance(setting, Setting) and setting.check is checks.secret
)
