#!/bin/bash
# Gives root a password that no text has, before Milvus gives it the one that everybody knows. Milvus' proxy is not
# needed for that, but its etcd is, and that is inside it: so Milvus runs for a second, all by itself. Whatever it writes
# lies in directories and below a path of etcd that nothing else reads; its proxy would be at a port that is no endpoint.
# https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/
set -euo pipefail

first=$(mktemp -d)
{ cat "$ETCD_CONFIG_PATH" && echo 'enable-grpc-gateway: true'; } >"$first/embedEtcd.yaml"
ETCD_CONFIG_PATH=$first/embedEtcd.yaml ETCD_ROOTPATH=before-the-first-run PROXY_PORT=19540 \
    LOCALSTORAGE_PATH=$first/storage ROCKSMQ_PATH=$first/rocksmq /milvus/bin/milvus run standalone >"$first/log" 2>&1 &
milvus=$!
trap 'kill -KILL "$milvus" 2>/dev/null; rm -rf "$first"' EXIT
trap 'exit 143' TERM INT

# where all versions look for it; the hash is none, so that nothing is equal to it
key=$(printf by-dev/meta/root-coord/credential/users/root | base64 -w0)
value=$(printf '{"username":"root","encrypted_password":"!"}' | base64 -w0)
body="{\"key\":\"$key\",\"value\":\"$value\"}"

put() {
    exec 3<>/dev/tcp/127.0.0.1/2379 || return
    printf 'POST /v3/kv/put HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "${#body}" "$body" >&3
    cat <&3
}

until answer=$(put 2>/dev/null) && [[ $answer == *'"revision"'* ]]; do
    if ! kill -0 "$milvus" 2>/dev/null; then
        cat "$first/log" >&2
        echo "milvus: it ended before root could be locked. To do: see above what it says" >&2
        exit 1
    fi
    sleep 0.1
done
