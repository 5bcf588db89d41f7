#!/bin/bash
# Does in Milvus' etcd what its arguments name, before Milvus runs. That etcd is inside Milvus: so Milvus runs for a
# second, all by itself. Whatever it writes lies in directories and below a path of etcd that nothing else reads; its
# proxy would be at a port that is no endpoint.
set -euo pipefail
. "${0%/*}/etcd.sh" 127.0.0.1:2379

first=$(mktemp -d)
{ cat "$ETCD_CONFIG_PATH" && echo 'enable-grpc-gateway: true'; } >"$first/embedEtcd.yaml"
ETCD_CONFIG_PATH=$first/embedEtcd.yaml ETCD_ROOTPATH=before-the-run PROXY_PORT=19540 \
    LOCALSTORAGE_PATH=$first/storage ROCKSMQ_PATH=$first/rocksmq /milvus/bin/milvus run standalone >"$first/log" 2>&1 &
milvus=$!
trap 'kill -KILL "$milvus" 2>/dev/null; rm -rf "$first"' EXIT
trap 'exit 143' TERM INT

# Gives root a password that no text has, before Milvus gives it the one that everybody knows.
lock_root() {
    local key value
    # where all versions look for it; the hash is none, so that nothing is equal to it
    key=$(encoded by-dev/meta/root-coord/credential/users/root)
    value=$(encoded '{"username":"root","encrypted_password":"!"}')
    ask_for "lock root" /v3/kv/put "{\"key\":\"$key\",\"value\":\"$value\"}" >/dev/null
}

# Of the run before, which nobody else has: Milvus would answer no search until they had expired.
end_sessions() {
    end_sessions_between "$first_key" "$end_key"
}

first_key=by-dev/meta/session/ end_key=by-dev/meta/session0 # the byte after /
until [[ $(ask /v3/kv/range "$(keys_between "$first_key" "$end_key")" 2>/dev/null) == *'"revision"'* ]]; do
    if ! kill -0 "$milvus" 2>/dev/null; then
        cat "$first/log" >&2
        echo "milvus: it ended before its etcd answered. To do: see above what it says" >&2
        exit 1
    fi
    sleep 0.1
done
for task in "$@"; do
    "$task"
done
