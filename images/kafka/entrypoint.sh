#!/bin/sh
# Prepares the broker's directory, then becomes Kafka: SIGTERM reaches it directly, so that it closes its logs.
# KAFKA_ADVERTISED_HOST is the host name by which others reach it, KAFKA_HEAP the heap's size.
set -eu

data=/var/lib/kafka/data
: "${KAFKA_ADVERTISED_HOST:?is not set: the specification has to name the host by which others reach the broker}"
if ! mkdir -p "$data" || ! [ -w "$data" ]; then
    echo "kafka: $data is not writable by uid $(id -u): give the volume uid and gid $(id -u) in the specification" >&2
    exit 1
fi

settings=/tmp/server.properties
cat /opt/broker/server.properties > "$settings"
echo "advertised.listeners=PLAINTEXT://$KAFKA_ADVERTISED_HOST:9092" >> "$settings"

# Small, and quick to start: the client compiler alone, one thread that collects.
set -- "-Xms64m" "-Xmx${KAFKA_HEAP:-256m}" -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile=/opt/broker/log4j2.properties -cp '/opt/kafka/libs/*'

if ! [ -e "$data/meta.properties" ]; then
    id="$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')"
    java "$@" kafka.tools.StorageTool format --cluster-id "$id" --config "$settings"
fi
exec java "$@" kafka.Kafka "$settings"
