#!/bin/bash
# Has all data nodes begin anew, before a coordinator does: revokes the leases of their sessions in the etcd of the
# cluster, HOST:PORT, at which they end and are started again. A coordinator that was killed no longer knows which
# segments have rows that are in the queue alone; a flush has it drop those that it takes for empty, with rows that were
# acknowledged. A data node that begins reads the queue from where it is stored, and says which rows there are.
set -euo pipefail
. "${0%/*}/etcd.sh"

end_sessions_between by-dev/meta/session/datanode- by-dev/meta/session/datanode. # the byte after -
