"""Where the Kafka cluster is and how to talk to it; every client of dure is made here.

Relay, worker, admin and tests share one set of limits, so that no call waits for ever.
"""

import socket
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from domain.errors import DureError

LARGEST_RECORD: Final = (
    4 * 1024 * 1024
)  # bytes; a batch is an eighth of it, one odd event may be more
DELIVERY_MS: Final = (
    10_000  # a record not acknowledged by then is given up, well before the watchdog
)
_REQUEST_MS: Final = 5_000
_BOOTSTRAP_MS: Final = 10_000
_KNOCK_SECONDS: Final = 3.0


class BrokerUnavailableError(DureError):
    """The broker, or what it takes to run one here, is not there."""

    code: ClassVar[str] = "broker-unavailable"
    exit_code: ClassVar[int] = 3


@dataclass(frozen=True)
class Cluster:
    """Names a Kafka cluster: `host:port`, several separated by commas."""

    bootstrap: str

    @property
    def servers(self) -> list[str]:
        """The bootstrap servers one by one."""
        return [server.strip() for server in self.bootstrap.split(",")]

    def admin(self) -> KafkaAdminClient:
        """A client that creates and describes topics."""
        return self._connect(KafkaAdminClient, {})

    def consumer(self) -> KafkaConsumer:
        """A consumer outside any group, which commits nothing and reads from where it is told."""
        return self._connect(
            KafkaConsumer,
            {
                "enable_auto_commit": False,
                "auto_offset_reset": "earliest",
                "max_partition_fetch_bytes": LARGEST_RECORD,
                "allow_auto_create_topics": False,
            },
        )

    def producer(self) -> KafkaProducer:
        """An idempotent producer. Throw it away after any failed or late send.

        kafka-python 3.0.12 stays stuck for ever after a retried batch has expired.
        """
        return self._connect(
            KafkaProducer,
            {
                "acks": "all",
                "enable_idempotence": True,
                "delivery_timeout_ms": DELIVERY_MS,
                "max_block_ms": DELIVERY_MS,
                "max_request_size": LARGEST_RECORD,
                "allow_auto_create_topics": False,
            },
        )

    def _connect(self, client: type, options: dict[str, Any]) -> Any:
        try:
            self._knock()
            return client(
                bootstrap_servers=self.servers,
                client_id="dure",
                request_timeout_ms=_REQUEST_MS,
                bootstrap_timeout_ms=_BOOTSTRAP_MS,
                **options,
            )
        except (KafkaError, OSError) as error:
            msg = (
                f"no Kafka broker answers at {self.bootstrap} ({error}): start one "
                "with `dure kafka start`, or set KAFKA_BOOTSTRAP_SERVERS"
            )
            raise BrokerUnavailableError(msg) from error

    def _knock(self) -> None:
        """Raise OSError unless some server takes a connection.

        A client of kafka-python 3.0.12 would try for ten seconds, and leave its sockets open.
        """
        failed = OSError("no server is named")
        for server in self.servers:
            host, _, port = server.rpartition(":")
            try:
                socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()
            except (OSError, ValueError) as error:
                failed = OSError(f"{server}: {error}")
            else:
                return
        raise failed


def throw_away(producer: KafkaProducer) -> None:
    """Close a producer that failed, without waiting for what it still holds."""
    try:
        producer.close(timeout=0)
    except KafkaError:
        # close() flushes first, and when that fails it leaves the sender thread running (3.0.12).
        producer._sender.force_close()  # noqa: SLF001 - there is no public way to end that thread
