#!/bin/bash
# Ends, in the etcd of the cluster, HOST:PORT, the sessions of what ran at this container's address before: whoever has an
# address now is the only one. Others would wait for it until they had expired: for the searches of a query node, and at
# consistency Strong for the time of a proxy.
set -euo pipefail
. "${0%/*}/etcd.sh"

sessions=$(ask_for "say which sessions there are" /v3/kv/range \
    "{\"key\":\"$(encoded by-dev/meta/session/)\",\"range_end\":\"$(encoded by-dev/meta/session0)\"}") # the byte after /
for each in $(grep -o '"value":"[^"]*","lease":"[0-9]*"' <<<"$sessions" | tr -d '"'); do
    IFS=:, read -r _ value _ lease <<<"$each"
    session=$(base64 -d <<<"$value")
    for address in $(hostname -I); do
        if [[ $session == *"\"Address\":\"$address:"* ]]; then
            ask /v3/lease/revoke "{\"ID\":\"$lease\"}" >/dev/null
        fi
    done
done
