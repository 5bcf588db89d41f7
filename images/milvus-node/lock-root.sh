#!/bin/bash
# Gives root a password that no text has, once, before a coordinator gives it the one that everybody knows: in the etcd
# of the cluster, HOST:PORT, be it new or of a time without passwords. A key beside it says that it was done, so that a
# password of before stays nobody's, and one that was set since stays.
set -euo pipefail
. "${0%/*}/etcd.sh"

done_key=$(encoded milvus-spcs/root-is-locked)
# where all versions look for it; the hash is none, so that nothing is equal to it
key=$(encoded by-dev/meta/root-coord/credential/users/root)
value=$(encoded '{"username":"root","encrypted_password":"!"}')
put="{\"requestPut\":{\"key\":\"$key\",\"value\":\"$value\"}}"
done_put="{\"requestPut\":{\"key\":\"$done_key\",\"value\":\"$(encoded true)\"}}"
compare="{\"key\":\"$done_key\",\"target\":\"VERSION\",\"result\":\"EQUAL\",\"version\":\"0\"}"
ask_for "lock root" /v3/kv/txn "{\"compare\":[$compare],\"success\":[$put,$done_put]}" >/dev/null
