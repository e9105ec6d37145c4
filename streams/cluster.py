"""Where the Kafka cluster is and how to talk to it; every client of dure is made here.

Relay, worker, admin and tests share one set of limits, so that no call waits for ever.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from domain.errors import DureError
from streams.knocking import NotLetInError, knock
from streams.security import IN_THE_CLEAR, Security, UnusableFileError

LARGEST_RECORD: Final = (
    4 * 1024 * 1024
)  # bytes; a batch is an eighth of it, one odd event may be more
DELIVERY_MS: Final = (
    10_000  # a record not acknowledged by then is given up, well before the watchdog
)
_REQUEST_MS: Final = 5_000
_BOOTSTRAP_MS: Final = 10_000
_FETCH_BYTES: Final = 64 * 1024  # for fewer the broker waits a little: more is taken in at once
_FETCH_MS: Final = 200
_SINGLE_BYTES: Final = 16 * 1024  # the library's own size of a batch
_MANY_BYTES: Final = 256 * 1024


_READING: Final = {
    "enable_auto_commit": False,
    "max_partition_fetch_bytes": LARGEST_RECORD,
    "allow_auto_create_topics": False,
}


class BrokerUnavailableError(DureError):
    """The broker, or what it takes to run one here, is not there, or does not let us in."""

    code: ClassVar[str] = "broker-unavailable"
    exit_code: ClassVar[int] = 3


@dataclass(frozen=True)
class Cluster:
    """Names a Kafka cluster: `host:port`, several separated by commas, and how to speak to it."""

    bootstrap: str
    security: Security = IN_THE_CLEAR

    @property
    def servers(self) -> list[str]:
        """The bootstrap servers one by one."""
        return [server.strip() for server in self.bootstrap.split(",")]

    def admin(self) -> KafkaAdminClient:
        """A client that creates and describes topics."""
        return self._connect(KafkaAdminClient, {})

    def consumer(self) -> KafkaConsumer:
        """A consumer outside any group, which commits nothing and reads from where it is told."""
        return self._connect(KafkaConsumer, _READING | {"auto_offset_reset": "earliest"})

    def committing_consumer(self, group: str) -> KafkaConsumer:
        """A consumer that joins no group either, but can commit to it how far it is.

        What a producer's transaction took back is left out, and a place that the topic does not
        have is an error.
        """
        options = {
            "group_id": group,
            "auto_offset_reset": "none",
            "isolation_level": "read_committed",
            "fetch_min_bytes": _FETCH_BYTES,
            "fetch_max_wait_ms": _FETCH_MS,
        }
        return self._connect(KafkaConsumer, _READING | options)

    def producer(self, *, linger_ms: int = 0) -> KafkaProducer:
        """An idempotent producer. Throw it away after any failed or late send.

        With some time to linger, many small records travel together; without it each wakes the
        sending thread, which costs as much as the record. kafka-python 3.0.12 stays stuck for ever
        after a retried batch has expired.
        """
        return self._connect(
            KafkaProducer,
            {
                "acks": "all",
                "enable_idempotence": True,
                "linger_ms": linger_ms,
                "batch_size": _MANY_BYTES if linger_ms else _SINGLE_BYTES,
                "delivery_timeout_ms": DELIVERY_MS,
                "max_block_ms": DELIVERY_MS,
                "max_request_size": LARGEST_RECORD,
                "allow_auto_create_topics": False,
            },
        )

    def _connect(self, client: type, options: dict[str, Any]) -> Any:
        try:
            knock(self.servers, self.security)
            return client(
                bootstrap_servers=self.servers,
                client_id="dure",
                request_timeout_ms=_REQUEST_MS,
                bootstrap_timeout_ms=_BOOTSTRAP_MS,
                **self.security.options(),
                **options,
            )
        except NotLetInError as error:
            msg = f"the Kafka broker at {error}"
            raise BrokerUnavailableError(msg) from error
        except UnusableFileError as error:
            raise BrokerUnavailableError(str(error)) from error
        except (KafkaError, OSError) as error:
            msg = (
                f"no Kafka broker answers at {self.bootstrap} ({error}): start one "
                "with `dure kafka start`, or set KAFKA_BOOTSTRAP_SERVERS"
            )
            raise BrokerUnavailableError(msg) from error


def throw_away(producer: KafkaProducer) -> None:
    """Close a producer that failed, without waiting for what it still holds."""
    try:
        producer.close(timeout=0)
    except KafkaError:
        # close() flushes first, and when that fails it leaves the sender thread running (3.0.12).
        producer._sender.force_close()  # noqa: SLF001 - there is no public way to end that thread
