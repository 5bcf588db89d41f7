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
# Root is locked once on each volume, be it new or of a time without passwords. Then nobody is root until the keeper, the
# container beside this one, has set the secret's password; it can do so inside the instance alone.
locked=$data/root-is-locked
tasks=
if [ "$COMMON_SECURITY_AUTHORIZATIONENABLED" = true ] && ! [ -e "$locked" ]; then
    tasks=lock_root
fi
if [ -d "$data/etcd/member" ]; then
    tasks="$tasks end_sessions"
fi
if [ -n "$tasks" ]; then
    # a word each
    # shellcheck disable=SC2086
    /bin/bash /milvus/before-the-run.sh $tasks
fi
if [ "$COMMON_SECURITY_AUTHORIZATIONENABLED" = true ]; then
    touch "$locked"
fi

exec /milvus/bin/milvus run standalone
