#!/bin/sh
# Prepares the directory of the buckets, then becomes the S3 server: whoever has the keys may do anything, others nothing.
# OBJECTSTORE_KEYS is a directory with the files username and password, as the account mounts a secret.
set -eu

data=/var/lib/objectstore/buckets
keys="${OBJECTSTORE_KEYS:?is not set: the specification has to name the directory of the secret}"
if ! mkdir -p "$data" || ! [ -w "$data" ]; then
    echo "objectstore: $data is not writable by uid $(id -u): give the volume uid and gid $(id -u) in the specification" >&2
    exit 1
fi

ROOT_ACCESS_KEY="$(cat "$keys/username")"
ROOT_SECRET_KEY="$(cat "$keys/password")"
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
exec versitygw --port :9000 --health /health --quiet posix "$data"
