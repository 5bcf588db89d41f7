"""The parameters that the plugin knows of each kind of object, as it names them."""

from __future__ import annotations

WAREHOUSE = ("maxConcurrencyLevel", "statementQueuedTimeoutInSeconds", "statementTimeoutInSeconds")
# with what Snowflake has of itself
DATABASE: dict[str, str | int | bool] = {
    "catalog": "",
    "dataRetentionTimeInDays": 1,
    "defaultDdlCollation": "",
    "defaultNotebookComputePoolCpu": "SYSTEM_COMPUTE_POOL_CPU",
    "defaultNotebookComputePoolGpu": "SYSTEM_COMPUTE_POOL_GPU",
    "enableConsoleOutput": False,
    "externalVolume": "",
    "logEventLevel": "OFF",
    "logLevel": "OFF",
    "maxDataExtensionTimeInDays": 14,
    "quotedIdentifiersIgnoreCase": False,
    "replaceInvalidCharacters": False,
    "storageSerializationPolicy": "OPTIMIZED",
    "suspendTaskAfterNumFailures": 10,
    "taskAutoRetryAttempts": 0,
    "traceLevel": "OFF",
    "userTaskManagedInitialWarehouseSize": "Medium",
    "userTaskMinimumTriggerIntervalInSeconds": 30,
    "userTaskTimeoutMs": 3600000,
}
SCHEMA = (*DATABASE, "pipeExecutionPaused")
USER = (
    "abortDetachedQuery", "autocommit", "binaryInputFormat", "binaryOutputFormat", "clientMemoryLimit",
    "clientMetadataRequestUseConnectionCtx", "clientPrefetchThreads", "clientResultChunkSize",
    "clientResultColumnCaseInsensitive", "clientSessionKeepAlive", "clientSessionKeepAliveHeartbeatFrequency",
    "clientTimestampTypeMapping", "dateInputFormat", "dateOutputFormat", "enableUnloadPhysicalTypeOptimization",
    "enableUnredactedQuerySyntaxError", "errorOnNondeterministicMerge", "errorOnNondeterministicUpdate",
    "geographyOutputFormat", "geometryOutputFormat", "jdbcTreatDecimalAsInt", "jdbcTreatTimestampNtzAsUtc",
    "jdbcUseSessionTimezone", "jsonIndent", "lockTimeout", "logEventLevel", "logLevel", "multiStatementCount",
    "networkPolicy", "noorderSequenceAsDefault", "odbcTreatDecimalAsInt", "preventUnloadToInternalStages", "queryTag",
    "quotedIdentifiersIgnoreCase", "rowsPerResultset", "s3StageVpceDnsName", "searchPath",
    "simulatedDataSharingConsumer", "statementQueuedTimeoutInSeconds", "statementTimeoutInSeconds", "strictJsonOutput",
    "timeInputFormat", "timeOutputFormat", "timestampDayIsAlways24h", "timestampInputFormat",
    "timestampLtzOutputFormat", "timestampNtzOutputFormat", "timestampOutputFormat", "timestampTypeMapping",
    "timestampTzOutputFormat", "timezone", "traceLevel", "transactionAbortOnError",
    "transactionDefaultIsolationLevel", "twoDigitCenturyStart", "unsupportedDdlAction", "useCachedResult",
    "weekOfYearPolicy", "weekStart",
)  # fmt: skip
# that do not follow from the plugin's names
KEYWORDS = {"timestampDayIsAlways24h": "TIMESTAMP_DAY_IS_ALWAYS_24H"}
# in which a schema that came with its database is made as if it were new
SCHEMA_ORDER = (
    "dataRetentionTimeInDays", "maxDataExtensionTimeInDays", "externalVolume", "catalog", "pipeExecutionPaused",
    "replaceInvalidCharacters", "defaultDdlCollation", "defaultNotebookComputePoolCpu",
    "defaultNotebookComputePoolGpu", "storageSerializationPolicy", "logLevel", "logEventLevel", "traceLevel",
    "suspendTaskAfterNumFailures", "taskAutoRetryAttempts", "userTaskManagedInitialWarehouseSize",
    "userTaskTimeoutMs", "userTaskMinimumTriggerIntervalInSeconds", "quotedIdentifiersIgnoreCase",
    "enableConsoleOutput",
)  # fmt: skip
