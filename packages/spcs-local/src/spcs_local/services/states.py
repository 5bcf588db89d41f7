"""The words for how far things are, as Snowflake has them."""

from __future__ import annotations

from enum import StrEnum


class PoolState(StrEnum):
    """Of a compute pool. https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool"""

    STARTING = "STARTING"
    IDLE = "IDLE"
    ACTIVE = "ACTIVE"
    RESIZING = "RESIZING"
    STOPPING = "STOPPING"
    SUSPENDED = "SUSPENDED"


POOLS_UP = (PoolState.IDLE, PoolState.ACTIVE, PoolState.RESIZING)  # with a node at least


class ServiceStatus(StrEnum):
    """Of a service or job. https://docs.snowflake.com/en/sql-reference/sql/desc-service#output"""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    FAILED = "FAILED"
    SUSPENDING = "SUSPENDING"
    SUSPENDED = "SUSPENDED"
    DELETING = "DELETING"
    DELETED = "DELETED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    DONE = "DONE"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"


STATUSES_OF_JOBS = (ServiceStatus.DONE, ServiceStatus.CANCELLING, ServiceStatus.CANCELLED)


class InstanceStatus(StrEnum):
    """Of an instance."""

    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"
    TERMINATING = "TERMINATING"
    SUCCEEDED = "SUCCEEDED"  # a job's, when all its containers are done


class ContainerStatus(StrEnum):
    """Of a container."""

    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"
    DONE = "DONE"  # a job's, when it has exited with 0


# what containers say that are PENDING
STARTING = "Waiting to start"
PROVISIONING = "Compute pool node(s) are being provisioned"


class SnapshotState(StrEnum):
    """Of a snapshot."""

    INITIALIZED = "INITIALIZED"
    CREATED = "CREATED"
    ERROR = "ERROR"
