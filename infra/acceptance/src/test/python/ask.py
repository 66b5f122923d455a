"""Asks for a picture over Kafka and prints what became of it, as JSON.

ask.py BOOTSTRAP KEY PROMPT OUTCOME_SCHEMA

KEY is the caller's own name for the request: the same key never makes a second picture. OUTCOME_SCHEMA is the Avro
schema of the values of sfumato.results, from the folder schemas/src/main/resources/schemas.
"""

import io
import json
import sys
import time

import fastavro
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

PATIENCE_S = 120
SINGLE_OBJECT_HEADER = 10  # two fixed bytes and the schema's fingerprint


def follow(bootstrap):
    """A reader of the results that come from now on."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, isolation_level="read_committed"
    )
    partitions = [TopicPartition("sfumato.results", n) for n in consumer.partitions_for_topic("sfumato.results")]
    consumer.assign(partitions)
    for partition, end in consumer.end_offsets(partitions).items():
        consumer.seek(partition, end)
    return consumer


def ask(bootstrap, key, prompt):
    """Sends a CloudEvent in structured mode; returns once all replicas have it."""
    event = {
        "specversion": "1.0",
        "id": key,
        "source": "/shop",
        "type": "dev.sfumato.generate.v1",
        "datacontenttype": "application/json",
        "data": {"prompt": prompt, "steps": 4, "seed": 7},
    }
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    producer.send(
        "sfumato.commands",
        key=key.encode(),
        value=json.dumps(event).encode(),
        headers=[("content-type", b"application/cloudevents+json")],
    ).get(timeout=30)
    producer.close()


def result_of(consumer, key):
    """The first result that names the key, as its CloudEvents headers and its value."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for records in consumer.poll(timeout_ms=500).values():
            for record in records:
                headers = {name: value.decode() for name, value in record.headers}
                if headers.get("client_key") == key:
                    return headers, record.value
    raise TimeoutError(f"no result for {key} within {PATIENCE_S} s")


def main(bootstrap, key, prompt, schema_file):
    with open(schema_file, encoding="utf-8") as file:
        schema = fastavro.parse_schema(json.load(file))
    consumer = follow(bootstrap)
    ask(bootstrap, key, prompt)
    headers, value = result_of(consumer, key)
    consumer.close()
    outcome = fastavro.schemaless_reader(io.BytesIO(value[SINGLE_OBJECT_HEADER:]), schema)
    print(json.dumps({"headers": headers, "outcome": outcome}, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
