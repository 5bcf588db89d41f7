"""The parameters that the plugin knows of each kind of object, as it names them."""

from __future__ import annotations

WAREHOUSE = ("maxConcurrencyLevel", "statementQueuedTimeoutInSeconds", "statementTimeoutInSeconds")
DATABASE = (
    "catalog", "dataRetentionTimeInDays", "defaultDdlCollation", "defaultNotebookComputePoolCpu",
    "defaultNotebookComputePoolGpu", "enableConsoleOutput", "externalVolume", "logEventLevel", "logLevel",
    "maxDataExtensionTimeInDays", "quotedIdentifiersIgnoreCase", "replaceInvalidCharacters",
    "storageSerializationPolicy", "suspendTaskAfterNumFailures", "taskAutoRetryAttempts", "traceLevel",
    "userTaskManagedInitialWarehouseSize", "userTaskMinimumTriggerIntervalInSeconds", "userTaskTimeoutMs",
)  # fmt: skip
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
# in which a schema that came with its database is made as if it were new
SCHEMA_ORDER = (
    "dataRetentionTimeInDays", "maxDataExtensionTimeInDays", "externalVolume", "catalog", "pipeExecutionPaused",
    "replaceInvalidCharacters", "defaultDdlCollation", "defaultNotebookComputePoolCpu",
    "defaultNotebookComputePoolGpu", "storageSerializationPolicy", "logLevel", "logEventLevel", "traceLevel",
    "suspendTaskAfterNumFailures", "taskAutoRetryAttempts", "userTaskManagedInitialWarehouseSize",
    "userTaskTimeoutMs", "userTaskMinimumTriggerIntervalInSeconds", "quotedIdentifiersIgnoreCase",
    "enableConsoleOutput",
)  # fmt: skip
