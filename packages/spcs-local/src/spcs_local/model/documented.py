"""What Snowflake documents and this account does not have: said to be so, and not taken for a mistake of who asks.

Properties by kind of object (https://docs.snowflake.com/en/sql-reference/commands), privileges by type of object
(https://docs.snowflake.com/en/user-guide/security-access-control-privileges), and objects that Snowflake itself makes.
"""

from __future__ import annotations

from spcs_local.errors import (
    DoesNotExistError,
    InvalidPropertyError,
    NotSupportedError,
    SnowflakeError,
    UnknownFunctionError,
)
from spcs_local.model.documented_functions import is_function
from spcs_local.model.identifiers import Name

_OF_DATABASES = """AUTO_EVENT_LOGGING BASE_LOCATION_PREFIX CATALOG_SYNC CATALOG_SYNC_NAMESPACE_FLATTEN_DELIMITER
    CATALOG_SYNC_NAMESPACE_MODE CLASSIFICATION_PROFILE DEFAULT_STREAMLIT_NOTEBOOK_WAREHOUSE ENABLE_DATA_COMPACTION
    EVENT_TABLE ICEBERG_VERSION_DEFAULT LINKED_CATALOG METRIC_LEVEL OBJECT_VISIBILITY
    REPLICABLE_WITH_FAILOVER_GROUPS SQL_TRACE_QUERY_TEXT"""
PROPERTIES: dict[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "COMPUTE POOL": "PLACEMENT_GROUP",
        "DATABASE": _OF_DATABASES,
        "PROGRAMMATIC ACCESS TOKEN": "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT",
        "SCHEMA": _OF_DATABASES,
        "SECRET": """ALGORITHM API_AUTHENTICATION ENABLED OAUTH_REFRESH_TOKEN OAUTH_REFRESH_TOKEN_EXPIRY_TIME
            OAUTH_SCOPES""",
        "SECURITY INTEGRATION": """ALLOWED_EMAIL_PATTERNS ALLOWED_USER_DOMAINS AUTH_TYPE AWS_ROLE_ARN
            AZURE_AD_APPLICATION_ID AZURE_TENANT_ID BLOCKED_ROLES_LIST GOOGLE_AUDIENCE NETWORK_POLICY
            OAUTH_ACCESS_TOKEN_VALIDITY OAUTH_ALLOWED_SCOPES OAUTH_ALLOW_NON_TLS_REDIRECT_URI OAUTH_ASSERTION_ISSUER
            OAUTH_AUTHORIZATION_ENDPOINT OAUTH_CLIENT_AUTH_METHOD OAUTH_CLIENT_ID OAUTH_CLIENT_RSA_PUBLIC_KEY
            OAUTH_CLIENT_RSA_PUBLIC_KEY_2 OAUTH_CLIENT_SECRET OAUTH_CLIENT_TYPE OAUTH_ENFORCE_PKCE OAUTH_GRANT
            OAUTH_ISSUE_REFRESH_TOKENS OAUTH_REDIRECT_URI OAUTH_REFRESH_TOKEN_VALIDITY
            OAUTH_SINGLE_USE_REFRESH_TOKENS_REQUIRED OAUTH_TOKEN_ENDPOINT OAUTH_USE_SECONDARY_ROLES
            PRE_AUTHORIZED_ROLES_LIST RUN_AS_ROLE SAML2_ENABLE_SP_INITIATED SAML2_FORCE_AUTHN SAML2_ISSUER
            SAML2_POST_LOGOUT_REDIRECT_URL SAML2_PROVIDER SAML2_REQUESTED_NAMEID_FORMAT SAML2_SIGN_REQUEST
            SAML2_SNOWFLAKE_ACS_URL SAML2_SNOWFLAKE_ISSUER_URL SAML2_SNOWFLAKE_X509_CERT
            SAML2_SP_INITIATED_LOGIN_PAGE_LABEL SAML2_SSO_URL SAML2_X509_CERT SCIM_CLIENT SYNC_PASSWORD""",
        "SERVICE": "METRIC_LEVEL TRACE_LEVEL",
        "STAGE": """AWS_ACCESS_POINT_ARN COPY_OPTIONS CREDENTIALS ENDPOINT STORAGE_INTEGRATION URL
            USE_PRIVATELINK_ENDPOINT""",
        "TAG": "ALLOWED_VALUES ON_CONFLICT PROPAGATE",
        "USER": "ALLOWED_INTERFACES ENABLE_UNREDACTED_SECURE_OBJECT_ERROR EXT_AUTHN_DUO EXT_AUTHN_UID SNOWFLAKE_LOCK",
        "WAREHOUSE": "MAX_QUERY_PERFORMANCE_LEVEL QUERY_THROUGHPUT_MULTIPLIER",
        # between the brackets of other properties
        "DIRECTORY": "NOTIFICATION_INTEGRATION",
        "ENCRYPTION": "KMS_KEY_ID MASTER_KEY",
        "FILE_FORMAT": """ALLOW_DUPLICATE BINARY_AS_TEXT BINARY_FORMAT COMPRESSION DATE_FORMAT DISABLE_AUTO_CONVERT
            DISABLE_SNOWFLAKE_DATA EMPTY_FIELD_AS_NULL ENABLE_OCTAL ENCODING ERROR_ON_COLUMN_COUNT_MISMATCH ESCAPE
            ESCAPE_UNENCLOSED_FIELD FIELD_DELIMITER FIELD_OPTIONALLY_ENCLOSED_BY FILE_EXTENSION IGNORE_UTF8_ERRORS
            MULTI_LINE NULL_IF PARSE_HEADER PRESERVE_SPACE RECORD_DELIMITER REPLACE_INVALID_CHARACTERS SKIP_BLANK_LINES
            SKIP_BYTE_ORDER_MARK SKIP_HEADER SNAPPY_COMPRESSION STRIP_NULL_VALUES STRIP_OUTER_ARRAY STRIP_OUTER_ELEMENT
            TIMESTAMP_FORMAT TIME_FORMAT TRIM_SPACE USE_LOGICAL_TYPE USE_VECTORIZED_SCANNER""",
    }.items()
}
_POLICIES = (
    *("AGGREGATION", "AUTHENTICATION", "FEATURE", "JOIN", "PACKAGES", "PASSWORD", "PRIVACY", "PROJECTION"),
    *("ROW ACCESS", "SESSION", "STORAGE LIFECYCLE"),
)
_IN_SCHEMAS = (
    *("AGENT", "ALERT", "CONTACT", "CORTEX SEARCH SERVICE", "DATA METRIC FUNCTION", "DATASET", "DBT PROJECT"),
    *("DYNAMIC TABLE", "EVENT TABLE", "EXPERIMENT", "EXTERNAL TABLE", "FILE FORMAT", "GATEWAY"),
    *(
        "GIT REPOSITORY",
        "HYBRID TABLE",
        "ICEBERG TABLE",
        "INTERACTIVE TABLE",
        "MATERIALIZED VIEW",
        "MCP SERVER",
        "MODEL",
    ),
    *("MODEL MONITOR", "NOTEBOOK", "NOTEBOOK PROJECT", "ONLINE FEATURE TABLE", "PIPE", "PROCEDURE", "RESOURCE GROUP"),
    *("SEMANTIC VIEW", "SEQUENCE", "STREAM", "STREAMLIT", "TASK", "TEMPORARY TABLE", "WORKSPACE"),
)
PRIVILEGES: dict[str, frozenset[str]] = {
    "ACCOUNT": frozenset(
        (
            *(f"APPLY {policy} POLICY" for policy in _POLICIES),
            *("ATTACH POLICY", "CANCEL QUERY", "CREATE ACCOUNT", "CREATE APPLICATION", "CREATE APPLICATION PACKAGE"),
            *("CREATE DATA EXCHANGE LISTING", "CREATE EXTERNAL VOLUME", "CREATE FAILOVER GROUP", "CREATE LISTING"),
            *("CREATE NETWORK POLICY", "CREATE ORGANIZATION LISTING", "CREATE ORGANIZATION PROFILE"),
            *("CREATE POSTGRES INSTANCE", "CREATE REPLICATION GROUP", "CREATE SHARE", "EXECUTE ALERT"),
            *("EXECUTE AUTO CLASSIFICATION", "EXECUTE DATA METRIC FUNCTION", "EXECUTE MANAGED ALERT"),
            *("EXECUTE MANAGED TASK", "IMPORT ORGANIZATION LISTING", "IMPORT ORGANIZATION USER GROUPS"),
            *("MANAGE ACCOUNT SUPPORT CASES", "MANAGE EVENT SHARING", "MANAGE LISTING AUTO FULFILLMENT"),
            *("MANAGE ORGANIZATION SUPPORT CASES", "MANAGE SHARE TARGET", "MANAGE USER SUPPORT CASES"),
            *("MODIFY LOG LEVEL", "MODIFY METRIC LEVEL", "MODIFY SESSION LOG LEVEL", "MODIFY SESSION TRACE LEVEL"),
            *("MODIFY TRACE LEVEL", "MONITOR SECURITY", "OVERRIDE SHARE RESTRICTIONS", "READ SESSION", "RESOLVE ALL"),
            "PURCHASE DATA EXCHANGE LISTING",
        )
    ),
    "COMPUTE POOL": frozenset(("APPLYBUDGET",)),
    "DATABASE": frozenset(("ADD SEARCH OPTIMIZATION", "IMPORTED PRIVILEGES", "REFERENCE_USAGE")),
    "SCHEMA": frozenset(
        (
            "ADD SEARCH OPTIMIZATION",
            *(f"CREATE {kind}" for kind in _IN_SCHEMAS),
            *(f"CREATE {policy} POLICY" for policy in (*_POLICIES, "MASKING")),
        )
    ),
    "STAGE": frozenset(("USAGE",)),  # of external ones
}
_OF_CALLERS = ("CALLER ", "INHERITED CALLER ")
_OF_SNOWFLAKE = frozenset(
    (
        ("DATABASE", "SNOWFLAKE"),
        ("DATABASE", "SNOWFLAKE_SAMPLE_DATA"),
        ("COMPUTE POOL", "SYSTEM_COMPUTE_POOL_CPU"),
        ("COMPUTE POOL", "SYSTEM_COMPUTE_POOL_GPU"),
        ("WAREHOUSE", "SYSTEM$STREAMLIT_NOTEBOOK_WH"),
    )
)


def no_property(name: str, kind: str) -> SnowflakeError:
    """The error for a property that the account does not have for a kind of object."""
    if name in PROPERTIES.get(kind, ()):
        return NotSupportedError(f"Property {name} of {kind}")
    return InvalidPropertyError(name, kind)


def is_privilege(privilege: str, kind: str) -> bool:
    """Whether Snowflake documents a privilege for a type of object."""
    return privilege in PRIVILEGES.get(kind, ()) or privilege.startswith(_OF_CALLERS)


def absent(kind: str, name: Name) -> SnowflakeError:
    """The error for an object that is not there for who asks."""
    if (kind, name.last) in _OF_SNOWFLAKE:
        return NotSupportedError(f"{kind.capitalize()} {name.last}, which is Snowflake's own,")
    return DoesNotExistError(kind, str(name))


def no_function(name: Name) -> SnowflakeError:
    """The error for a function that the account does not have, and who asks has none of that name."""
    qualified = len(name.parts) > 1
    if name.last.startswith("!"):  # a method
        return NotSupportedError(f"Function {name.last}")
    if name.parts[0] == "SNOWFLAKE" if qualified else is_function(name.last):
        return NotSupportedError(f"Function {name}")
    return UnknownFunctionError(str(name), qualified=qualified)
