#!/bin/bash
# Ends, in the etcd of the cluster, HOST:PORT, the sessions that its ROLE had at this container's address before: whoever
# is that there now is the only one. Others would wait for it until they had expired: for the searches of a query node, and
# at consistency Strong for the time of a proxy.
set -euo pipefail
. "${0%/*}/etcd.sh"

case $2 in
mixture | mixcoord) names="rootcoord datacoord querycoord indexcoord mixcoord" ;;
*) names=$2 ;;
esac
sessions=$(ask_for "say which sessions there are" /v3/kv/range \
    "{\"key\":\"$(encoded by-dev/meta/session/)\",\"range_end\":\"$(encoded by-dev/meta/session0)\"}") # the byte after /
for each in $(grep -o '"value":"[^"]*","lease":"[0-9]*"' <<<"$sessions" | tr -d '"'); do
    IFS=:, read -r _ value _ lease <<<"$each"
    session=$(base64 -d <<<"$value")
    for address in $(hostname -I); do
        for name in $names; do
            if [[ $session == *"\"ServerName\":\"$name\""* && $session == *"\"Address\":\"$address:"* ]]; then
                ask /v3/lease/revoke "{\"ID\":\"$lease\"}" >/dev/null
            fi
        done
    done
done
