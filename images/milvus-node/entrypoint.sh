#!/bin/sh
# Becomes the role that the specification names: proxy, querynode, datanode, indexnode, mixcoord or mixture. The last two
# are all coordinators in one process, of versions from 2.5 on and of those before.
# OBJECTSTORE_KEYS is a directory with the files username and password, as the account mounts a secret; KAFKA_LOGIN is
# another, of a Kafka that asks who one is.
set -eu

keys="${OBJECTSTORE_KEYS:?is not set: the specification has to name the directory of the secret}"
MINIO_ACCESSKEYID="$(cat "$keys/username")"
MINIO_SECRETACCESSKEY="$(cat "$keys/password")"
export MINIO_ACCESSKEYID MINIO_SECRETACCESSKEY
if [ -n "${KAFKA_LOGIN:-}" ]; then
    KAFKA_SASLUSERNAME="$(cat "$KAFKA_LOGIN/username")"
    KAFKA_SASLPASSWORD="$(cat "$KAFKA_LOGIN/password")"
    export KAFKA_SASLUSERNAME KAFKA_SASLPASSWORD
fi
# The public authorities, and those of certificates/: one client of Milvus reads this, another the directory, where a
# private one has no name that it would be found by. An account may name a file of its own, for who talks to Snowflake.
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
mkdir -p "$LOCALSTORAGE_PATH"
if [ -n "${KAFKA_LOGIN:-}" ]; then
    # 2.3.5 writes how it reaches Kafka into its log, at any level, and the password with it
    log="$LOCALSTORAGE_PATH/log"
    rm -f "$log"
    mkfifo "$log"
    sed -u 's/sasl\.password:.* sasl\.username:/sasl.password:*** sasl.username:/g' <"$log" &
    exec >"$log" 2>&1
fi
set -- "${MILVUS_ROLE:?is not set: the specification has to name a role}"
. /milvus/memory.sh

/bin/bash /milvus/end-own-sessions.sh "$ETCD_ENDPOINTS" "$MILVUS_ROLE" ||
    echo "milvus: the sessions of before, if there are some, are left to expire" >&2
case $MILVUS_ROLE in
mixture | mixcoord)
    /bin/bash /milvus/begin-anew.sh "$ETCD_ENDPOINTS"
    # Nobody is root until the keeper, beside the proxy, has set the secret's password.
    if [ "$COMMON_SECURITY_AUTHORIZATIONENABLED" = true ]; then
        /bin/bash /milvus/lock-root.sh "$ETCD_ENDPOINTS"
    fi
    ;;
esac

case $MILVUS_ROLE in
mixture)
    # What a query node has loaded, that came back or came anew, it does not search before the coordinators look at what
    # there is to search, every ten seconds by themselves; from 2.5 on they look when something was loaded. It answers
    # meanwhile, without that, so they look ten times a second, as often as they ask what it has. Segments are
    # moved to nodes that come. Channels are not: what their new node has loaded would be in no answer until then.
    export QUERYCOORD_UPDATENEXTTARGETINTERVAL="${QUERYCOORD_UPDATENEXTTARGETINTERVAL:-0.1}"
    export QUERYCOORD_AUTOBALANCE="${QUERYCOORD_AUTOBALANCE:-true}"
    # What a query node that is gone was told last, it is told again, ten times, and the coordinators look at nothing else
    # of the collection until that has failed: with pauses of up to ten seconds 6 or 13 s after the end of it, while the
    # node that came after it answers already, without what it has loaded.
    export GRPC_CLIENT_MAXBACKOFF="${GRPC_CLIENT_MAXBACKOFF:-0.5}"
    export QUERYCOORD_AUTOBALANCECHANNEL="${QUERYCOORD_AUTOBALANCECHANNEL:-false}"
    ;;
proxy)
    # What a query node has not answered is sent to it again, ten times and ever more seldom, even if another session
    # runs at its address, and fails then: with pauses of up to ten seconds long after the node was back.
    export GRPC_CLIENT_MAXBACKOFF="${GRPC_CLIENT_MAXBACKOFF:-2}"
    ;;
esac

case $MILVUS_ROLE in
mixture) exec /milvus/bin/milvus run mixture -rootcoord=true -datacoord=true -querycoord=true -indexcoord=true ;;
*) exec /milvus/bin/milvus run "$MILVUS_ROLE" ;;
esac
