"""Services, their instances and containers, as the catalog has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spcs_local.services.states import ContainerStatus, InstanceStatus, ServiceStatus
from spcs_local.specification import Specification


@dataclass(frozen=True)
class Revision:
    """A specification, as it was given and as it was read, with its images pinned.

    `images` maps a container's name to `path@sha256:…`.
    """

    text: str
    specification: Specification
    images: Mapping[str, str]
    digest: str


@dataclass(frozen=True)
class Job:
    """What a service is that runs once: `replicas` where the statement named them, `ended_on` once it is over."""

    asynchronous: bool
    replicas: int | None = None
    ended_on: float | None = None


@dataclass(frozen=True)
class ServiceRow:
    """A service: what it is to run, and how far it is."""

    id: int
    pool_id: int
    revision: Revision
    suspended: bool
    status: ServiceStatus
    upgrading: bool
    ever_ran: bool
    resumed_on: float | None
    suspended_on: float | None
    job: Job | None = None

    @property
    def ended(self) -> bool:
        """Whether it is a job that is over."""
        return self.job is not None and self.job.ended_on is not None


@dataclass(frozen=True)
class InstanceRow:
    """One instance, with the revision that it runs; `address` is a number for `Addresses`.

    One that is not `placed` has no room on a node yet: nothing of it runs. A job's that has `ended` needs none.
    """

    service_id: int
    number: int
    revision: Revision
    address: int
    placed: bool
    status: InstanceStatus
    message: str
    created_on: float
    started_on: float | None
    ended: bool = False


@dataclass(frozen=True)
class ContainerRow:
    """One container of an instance. `crashes` and failed probes count those in a row."""

    service_id: int
    number: int
    name: str
    status: ContainerStatus
    message: str
    restart_count: int
    crashes: int
    failed_probes: int
    next_look: float
    started_on: float | None
    last_exit_code: int | None
    last_restart_on: float | None
    previous_log: str | None
    failed_liveness: int
    next_liveness: float
