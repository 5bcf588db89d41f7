#!/bin/sh
# Prepares the data directory, then becomes Milvus: signals reach it directly, so that SIGTERM flushes and closes.
set -eu

data=/var/lib/milvus
for part in etcd rocksmq storage; do
    if ! mkdir -p "$data/$part" || ! [ -w "$data/$part" ]; then
        echo "milvus: $data/$part is not writable by uid $(id -u): give the volume uid and gid $(id -u) in the specification" >&2
        exit 1
    fi
done

. /milvus/memory.sh
exec /milvus/bin/milvus run standalone
