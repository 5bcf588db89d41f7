"""What somebody else can do to each property of the plugin's resource types, in SQL.

Every property of the schema stands here, or is a parameter of the object, or the test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, Any]
KEY = (  # a public key that nobody has the private one of
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoHMW8XrGeehbwtNVkdRyVZmsVxeNbh7y"
    "8Xmzvc67bizT+4Pyrk30oQFajdtYyDhMCDO/VZX9gHZuMG21edDzxQzC5NfVe20+vSBQp3LKstHn"
    "V8qbI16fZa8Et9DUxH/FevObTLPxqSogmRmcrW6wRjHmYXjuf4Gls6ldhYbaDJvQYP4E4HsO2bPH"
    "6b0rhq3hlYThYCXi5/MulTEShcrTqZ1nQhB1z7yuYWyjf+obV5agqhPCLEYWEDUTsMAkwBbx1FdC"
    "3qmDvYBf3FZ4FJA6+dfKBqX8u9GXABfXqc3EwfGWBqa1sGf2g62FAwMIaENIZI9xfIGWw9oThmAp"
    "fjyUMQIDAQAB"
)


@dataclass(frozen=True)
class Change:
    """Statements that change a property, and those that put it back where nothing else does."""

    statements: Callable[[Inputs], list[str]]
    undo: Callable[[Inputs], list[str]] = lambda _: []


@dataclass(frozen=True)
class Never:
    """Nobody can change it without dropping the object, which is another row; or it is of the plugin alone."""

    reason: str


@dataclass(frozen=True)
class Parameter:
    """SHOW PARAMETERS has it."""


@dataclass(frozen=True)
class Whole:
    """It is what tells the object from others: renamed, moved or dropped, it is another one, or none."""


Way = Change | Never | Parameter | Whole
MADE_WITH = Never("CREATE alone takes it")
PLUGINS = Never("a setting of the plugin, of which the account knows nothing")
NOT_OURS = Never("of another form of the resource than this stack has")


def name_of(inputs: Inputs) -> str:
    """The object's, in full."""
    return ".".join(f'"{inputs[part]}"' for part in ("database", "schema", "name") if part in inputs)


def sets(kind: str, text: str, undo: str = "") -> Change:
    """ALTER … SET."""

    def alter(assignments: str) -> Callable[[Inputs], list[str]]:
        return lambda inputs: [f"ALTER {kind} {name_of(inputs)} SET {assignments}"] if assignments else []

    return Change(alter(text), alter(undo))


def comment(kind: str) -> dict[str, Way]:
    return {"comment": sets(kind, "COMMENT = 'other'")}


def _of(inputs: Inputs) -> str:
    """What a privilege is granted on."""
    if inputs.get("onSchema"):
        return f"SCHEMA {inputs['onSchema']['schemaName']}"
    for form in ("onAccountObject", "onSchemaObject"):
        if inputs.get(form):
            return f"{inputs[form]['objectType']} {inputs[form]['objectName']}"
    return "ACCOUNT"


def _privileges(verb: str, preposition: str, option: str = "") -> Callable[[Inputs], list[str]]:
    def statements(inputs: Inputs) -> list[str]:
        granted = ", ".join(inputs["privileges"])
        return [f"{verb} {granted} ON {_of(inputs)} {preposition} ROLE {inputs['accountRoleName']}{option}"]

    return statements


def _another_specification(inputs: Inputs) -> list[str]:
    text = "spec: {containers: [{name: other, image: /milvus_demo/public/milvus_repo/milvus:benchmark}]}"
    return [f"ALTER SERVICE {name_of(inputs)} FROM SPECIFICATION $${text}$$"]


_USER: dict[str, Way] = {
    "name": Whole(),
    **comment("USER"),
    "loginName": sets("USER", "LOGIN_NAME = 'OTHER'"),
    "displayName": sets("USER", "DISPLAY_NAME = 'other'"),
    "firstName": sets("USER", "FIRST_NAME = 'other'"),
    "middleName": sets("USER", "MIDDLE_NAME = 'other'"),
    "lastName": sets("USER", "LAST_NAME = 'other'"),
    "email": sets("USER", "EMAIL = 'other@example.com'"),
    "mustChangePassword": sets("USER", "MUST_CHANGE_PASSWORD = TRUE"),
    "disabled": sets("USER", "DISABLED = TRUE"),
    "daysToExpiry": sets("USER", "DAYS_TO_EXPIRY = 5"),
    "minsToUnlock": sets("USER", "MINS_TO_UNLOCK = 5"),
    "minsToBypassMfa": sets("USER", "MINS_TO_BYPASS_MFA = 5"),
    "disableMfa": sets("USER", "DISABLE_MFA = TRUE"),
    "password": sets("USER", "PASSWORD = 'Made-up-of-test-9'"),
    "defaultWarehouse": sets("USER", "DEFAULT_WAREHOUSE = OTHER"),
    "defaultNamespace": sets("USER", "DEFAULT_NAMESPACE = 'OTHER.OTHER'"),
    "defaultRole": sets("USER", "DEFAULT_ROLE = PUBLIC"),
    "defaultSecondaryRolesOption": sets("USER", "DEFAULT_SECONDARY_ROLES = ()"),
    "rsaPublicKey": sets("USER", f"RSA_PUBLIC_KEY = '{KEY}'"),
    "rsaPublicKey2": sets("USER", f"RSA_PUBLIC_KEY_2 = '{KEY}'"),
}
_WAREHOUSE: dict[str, Way] = {
    "name": Whole(),
    **comment("WAREHOUSE"),
    "warehouseType": sets("WAREHOUSE", "WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED'"),
    "warehouseSize": sets("WAREHOUSE", "WAREHOUSE_SIZE = LARGE"),
    "maxClusterCount": sets("WAREHOUSE", "MAX_CLUSTER_COUNT = 3"),
    "minClusterCount": sets("WAREHOUSE", "MIN_CLUSTER_COUNT = 2 MAX_CLUSTER_COUNT = 2"),
    "scalingPolicy": sets("WAREHOUSE", "SCALING_POLICY = ECONOMY"),
    "autoSuspend": sets("WAREHOUSE", "AUTO_SUSPEND = 77"),
    "autoResume": sets("WAREHOUSE", "AUTO_RESUME = FALSE"),
    "initiallySuspended": MADE_WITH,
    "resourceMonitor": Never("the local account has no resource monitors"),
    "enableQueryAcceleration": sets("WAREHOUSE", "ENABLE_QUERY_ACCELERATION = TRUE"),
    "queryAccelerationMaxScaleFactor": sets("WAREHOUSE", "QUERY_ACCELERATION_MAX_SCALE_FACTOR = 4"),
    "generation": sets("WAREHOUSE", "GENERATION = '2'"),
    "resourceConstraint": sets("WAREHOUSE", "RESOURCE_CONSTRAINT = 'STANDARD_GEN_2'"),
}
_COMPUTE_POOL: dict[str, Way] = {
    "name": Whole(),
    **comment("COMPUTE POOL"),
    "minNodes": sets("COMPUTE POOL", "MIN_NODES = 2 MAX_NODES = 2"),
    "maxNodes": sets("COMPUTE POOL", "MAX_NODES = 3"),
    "autoResume": sets("COMPUTE POOL", "AUTO_RESUME = FALSE"),
    "autoSuspendSecs": sets("COMPUTE POOL", "AUTO_SUSPEND_SECS = 77"),
    "backupInstanceFamilies": sets("COMPUTE POOL", "BACKUP_INSTANCE_FAMILIES = (CPU_X64_M)"),
    "instanceFamily": sets("COMPUTE POOL", "INSTANCE_FAMILY = CPU_X64_M"),
    "initiallySuspended": MADE_WITH,
    "forApplication": MADE_WITH,
}
_SERVICE: dict[str, Way] = {
    **dict.fromkeys(("name", "database", "schema"), Whole()),
    **comment("SERVICE"),
    "computePool": MADE_WITH,
    "fromSpecification": Change(_another_specification),
    "fromSpecificationTemplate": NOT_OURS,
    "externalAccessIntegrations": sets("SERVICE", "EXTERNAL_ACCESS_INTEGRATIONS = (OTHER)"),
    "queryWarehouse": sets("SERVICE", "QUERY_WAREHOUSE = OTHER"),
    "autoResume": sets("SERVICE", "AUTO_RESUME = FALSE"),
    "autoSuspendSecs": sets("SERVICE", "AUTO_SUSPEND_SECS = 600"),
    "minInstances": sets("SERVICE", "MIN_INSTANCES = 2 MAX_INSTANCES = 2"),
    "maxInstances": sets("SERVICE", "MAX_INSTANCES = 3"),
    "minReadyInstances": sets("SERVICE", "MIN_INSTANCES = 2 MAX_INSTANCES = 2 MIN_READY_INSTANCES = 2"),
}

CHANGES: dict[str, dict[str, Way]] = {
    "AccountRole": {"name": Whole(), **comment("ROLE")},
    "User": _USER,
    "GrantAccountRole": dict.fromkeys(("roleName", "userName", "parentRoleName"), Whole()),
    "GrantPrivilegesToAccountRole": {
        **dict.fromkeys(("accountRoleName", "onAccount", "onAccountObject", "onSchema", "onSchemaObject"), Whole()),
        "privileges": Change(_privileges("REVOKE", "FROM")),
        "withGrantOption": Change(_privileges("GRANT", "TO", " WITH GRANT OPTION")),
        "allPrivileges": NOT_OURS,
        **dict.fromkeys(("alwaysApply", "alwaysApplyTrigger", "strictPrivilegeManagement"), PLUGINS),
    },
    "Warehouse": _WAREHOUSE,
    "Database": {
        "name": Whole(),
        **comment("DATABASE"),
        **dict.fromkeys(("isTransient", "dropPublicSchemaOnCreation"), MADE_WITH),
        "replication": Never("the local account has no replication"),
    },
    "ImageRepository": {
        **dict.fromkeys(("name", "database", "schema"), Whole()),
        **comment("IMAGE REPOSITORY"),
        "encryption": MADE_WITH,
    },
    "StageInternal": {
        **dict.fromkeys(("name", "database", "schema"), Whole()),
        **comment("STAGE"),
        "directory": sets("STAGE", "DIRECTORY = (ENABLE = TRUE)"),
        "encryption": MADE_WITH,
        "fileFormat": Never("the local account does not tell file formats"),
    },
    "NetworkRule": {
        **dict.fromkeys(("name", "database", "schema"), Whole()),
        **comment("NETWORK RULE"),
        "valueLists": sets("NETWORK RULE", "VALUE_LIST = ('example.com')"),
        **dict.fromkeys(("type", "mode"), MADE_WITH),
    },
    "SecretWithBasicAuthentication": {
        **dict.fromkeys(("name", "database", "schema"), Whole()),
        **comment("SECRET"),
        "username": sets("SECRET", "USERNAME = 'other'"),
        "password": sets("SECRET", "PASSWORD = 'other'"),
    },
    "ExternalAccessIntegration": {
        "name": Whole(),
        **comment("EXTERNAL ACCESS INTEGRATION"),
        "enabled": sets("EXTERNAL ACCESS INTEGRATION", "ENABLED = FALSE"),
        "allowedNetworkRules": sets(
            "EXTERNAL ACCESS INTEGRATION", "ALLOWED_NETWORK_RULES = (MILVUS_DEMO.PUBLIC.OTHER)"
        ),
        "allowedAuthenticationSecrets": sets("EXTERNAL ACCESS INTEGRATION", "ALLOWED_AUTHENTICATION_SECRETS = ALL"),
        "allowedApiAuthenticationIntegrations": sets(
            "EXTERNAL ACCESS INTEGRATION", "ALLOWED_API_AUTHENTICATION_INTEGRATIONS = (OTHER)"
        ),
    },
    "ComputePool": _COMPUTE_POOL,
    "Service": _SERVICE,
}
PARAMETERS_OF = {"User": "USER", "Warehouse": "WAREHOUSE", "Database": "DATABASE"}
