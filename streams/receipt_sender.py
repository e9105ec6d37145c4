"""Sends the receipts of inbound records to their topic, and waits until the broker has them.

`streams.inbound` commits the offsets of records only after that, so each is answered at least once.
"""

import sys
from collections.abc import Sequence
from typing import Final

import msgspec
from kafka import KafkaProducer

from streams.cluster import DELIVERY_MS, Cluster, throw_away
from streams.record_intake import RecordReceipt

_CONTENT_TYPE: Final = ("content-type", b"application/json")
_LINGER_MS: Final = 5  # of a chunk that takes some hundred to write
_ARRIVAL_SECONDS: Final = DELIVERY_MS / 1000 + 2.0  # the producer's own limit comes first


class ReceiptSender:
    """A producer of receipts, made when it is needed and thrown away when it fails."""

    def __init__(self, cluster: Cluster, topic: str) -> None:
        self._cluster = cluster
        self._topic = topic
        self._producer: KafkaProducer | None = None
        self._encode = msgspec.json.Encoder().encode

    def send(self, receipts: Sequence[RecordReceipt]) -> bool:
        """Send receipts in order, keyed by feed, and wait until all have arrived; then it is true.

        Raises KafkaError or BrokerUnavailableError; then all of them have to be sent again.
        """
        try:
            self._send(receipts)
        except Exception:
            self.close()
            raise
        return True

    def close(self) -> None:
        """Let go of the producer; the next call makes a new one."""
        if self._producer is not None:
            throw_away(self._producer)
            self._producer = None

    def _send(self, receipts: Sequence[RecordReceipt]) -> None:
        if self._producer is None:
            self._producer = self._cluster.producer(linger_ms=_LINGER_MS)
        futures = [
            self._producer.send(
                self._topic,
                self._encode(receipt),
                key=receipt.feed.encode() or None,
                headers=[_CONTENT_TYPE],
            )
            for receipt in receipts
        ]
        sys.audit("dure.inbound.sent", len(futures))
        for future in futures:
            future.get(timeout=_ARRIVAL_SECONDS)
