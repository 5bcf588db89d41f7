#!/bin/bash
# Has all data nodes begin anew, before a coordinator does: revokes the leases of their sessions in the etcd of the
# cluster, HOST:PORT, at which they end and are started again. A coordinator that was killed no longer knows which
# segments have rows that are in the queue alone; a flush has it drop those that it takes for empty, with rows that were
# acknowledged. A data node that begins reads the queue from where it is stored, and says which rows there are.
set -euo pipefail
. "${0%/*}/etcd.sh"

first=$(encoded by-dev/meta/session/datanode-)
end=$(encoded by-dev/meta/session/datanode.) # the byte after -
body="{\"key\":\"$first\",\"range_end\":\"$end\",\"keys_only\":true}"
found=$(ask_for "say which data nodes there are" /v3/kv/range "$body")
for lease in $(grep -o '"lease":"[0-9]*"' <<<"$found" | grep -o '[0-9]*'); do
    ask /v3/lease/revoke "{\"ID\":\"$lease\"}" >/dev/null
done
