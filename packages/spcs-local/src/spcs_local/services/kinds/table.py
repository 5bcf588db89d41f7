"""The kinds of object that services bring."""

from spcs_local.kinds.kind import Kind
from spcs_local.services.kinds.compute_pool import COMPUTE_POOL
from spcs_local.services.kinds.service import SERVICE
from spcs_local.services.kinds.service_function import FUNCTION
from spcs_local.services.kinds.snapshot import SNAPSHOT

KINDS: tuple[Kind, ...] = (COMPUTE_POOL, SERVICE, SNAPSHOT, FUNCTION)
