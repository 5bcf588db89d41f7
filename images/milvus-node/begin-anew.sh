#!/bin/bash
# Has all data nodes begin anew, before a coordinator does: revokes the leases of their sessions in the etcd of the
# cluster, HOST:PORT, at which they end and are started again. A coordinator that was killed no longer knows which
# segments have rows that are in the queue alone; a flush has it drop those that it takes for empty, with rows that were
# acknowledged. A data node that begins reads the queue from where it is stored, and says which rows there are.
# https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/
set -euo pipefail

etcd=${1%%,*}
first=$(printf by-dev/meta/session/datanode- | base64 -w0)
end=$(printf by-dev/meta/session/datanode. | base64 -w0) # the byte after -

# PATH BODY
ask() {
    exec 3<>"/dev/tcp/${etcd%:*}/${etcd##*:}" || return
    printf 'POST %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "$1" "${#2}" "$2" >&3
    cat <&3
}

waits=0
until found=$(ask /v3/kv/range "{\"key\":\"$first\",\"range_end\":\"$end\",\"keys_only\":true}" 2>/dev/null) &&
    [[ $found == *'"revision"'* ]]; do
    if [ "$((waits += 1))" = 100 ]; then
        echo "milvus: etcd at $etcd did not say within 10 s which data nodes there are: ${found:-no answer}" >&2
        exit 1
    fi
    sleep 0.1
done
for lease in $(grep -o '"lease":"[0-9]*"' <<<"$found" | grep -o '[0-9]*'); do
    ask /v3/lease/revoke "{\"ID\":\"$lease\"}" >/dev/null
done
