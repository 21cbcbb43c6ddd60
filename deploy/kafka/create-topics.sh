#!/usr/bin/env bash
# Creates Tidemark's topics with Kafka's own tool, for a machine that has Kafka and not Tidemark.
# What `tidemark topics --print` prints, and a test keeps the two the same.
#
#   create-topics.sh BROKER:PORT[,…] [more options of kafka-topics.sh]
#   create-topics.sh broker:9093 --command-config client.properties --replication-factor 3
#
#   KAFKA_TOPICS  the tool, where it is not kafka-topics.sh on the PATH
#   PARTITIONS    of each topic but model-events and ingest-state, which have one (default: 4)
set -euo pipefail

if [ $# -eq 0 ]; then
  echo "error: name the brokers: create-topics.sh BROKER:PORT [more options of kafka-topics.sh]" >&2
  exit 2
fi
brokers="$1"
shift
more=("$@")
kafka_topics="${KAFKA_TOPICS:-kafka-topics.sh}"
command -v "$kafka_topics" > /dev/null || {
  echo "error: there is no $kafka_topics; put Kafka's bin folder on the PATH, or set KAFKA_TOPICS" >&2
  exit 2
}

# create TOPIC PARTITIONS CLEANUP
create() {
  "$kafka_topics" --bootstrap-server "$brokers" --create --if-not-exists --topic "$1" --partitions "$2" \
    --config "cleanup.policy=$3" --config max.message.bytes=16777216 ${more[@]+"${more[@]}"}
}

partitions="${PARTITIONS:-4}"
create texts "$partitions" delete
create tagged "$partitions" delete
create dead-letters "$partitions" delete
create corrections "$partitions" delete
create examples "$partitions" compact
create model-events 1 compact
create ingest-state 1 compact
