"""Encrypted and authenticated connections, on a broker that has listeners for them."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dure.streaming import jars_folder
from streams.broker import Broker, start_broker, stop_broker
from streams.cluster import BrokerUnavailableError, Cluster
from streams.listeners import SCRAM, Listener, ListenerPlan
from streams.security import Security
from streams.topic_log import TopicLog
from tests.end_to_end.certificates import Authority
from tests.end_to_end.kafka_home import KafkaHome, Process

pytestmark = pytest.mark.kafka

USER = "dure-main"
PASSWORD = "no-word-of-any-log"  # noqa: S105 - of a broker that ends with the test
SOON = 15  # seconds within which it must be said what is wrong, by a process that has started
LOGIN_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True)
class Guarded:
    """A broker with a listener for passwords, one for certificates, and one in the clear."""

    broker: Broker
    authority: Authority
    password_file: Path

    @property
    def by_password(self) -> Cluster:
        """Who comes with a password, over TLS."""
        security = Security(
            "SASL_SSL", ca=self.authority.ca, mechanism=SCRAM, user=USER, password=PASSWORD
        )
        return Cluster(self.broker.bootstrap_of("login"), security)

    @property
    def by_certificate(self) -> Cluster:
        """Who shows a certificate."""
        security = Security(
            "SSL", ca=self.authority.ca, certificate=self.authority.issue("dure-main")
        )
        return Cluster(self.broker.bootstrap_of("mutual"), security)

    def settings(self, cluster: Cluster) -> dict[str, str]:
        """The variables by which a process is told the same."""
        told = {
            "KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrap,
            "DURE_KAFKA_SECURITY": cluster.security.protocol,
            "DURE_KAFKA_CA": str(cluster.security.ca),
        }
        if cluster.security.certificate:
            told["DURE_KAFKA_CERTIFICATE"] = str(cluster.security.certificate)
        if cluster.security.has_login:
            told["DURE_KAFKA_USER"] = cluster.security.user
            told["DURE_KAFKA_PASSWORD_FILE"] = str(self.password_file)
        return told


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[Guarded]:
    """A broker whose certificate is for `localhost`; skipped where none can be started."""
    assert cluster.servers
    folder = tmp_path_factory.mktemp("guarded")
    authority = Authority(folder, "authority")
    stores: dict[str, str | Path] = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": authority.issue("localhost"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": authority.ca,
    }
    mechanism = {
        "sasl.enabled.mechanisms": SCRAM,
        f"{SCRAM.lower()}.sasl.jaas.config": LOGIN_MODULE,
    }
    plan = ListenerPlan(
        (
            Listener("login", "SASL_SSL", stores | mechanism),
            Listener("mutual", "SSL", stores | {"ssl.client.auth": "required"}),
        ),
        {USER: PASSWORD},
    )
    password_file = folder / "password"
    password_file.write_text(f"{PASSWORD}\n")
    try:
        broker = start_broker(folder / "kafka", jars_folder(), heap="256m", plan=plan)
        yield Guarded(broker, authority, password_file)
    finally:
        stop_broker(folder / "kafka")


@pytest.fixture
def home(tmp_path: Path, guarded: Guarded) -> KafkaHome:
    """A home that reaches the broker by password."""
    home = KafkaHome(tmp_path, guarded.by_password, tmp_path.name)
    home.environment |= guarded.settings(guarded.by_password)
    return home


def refused(cluster: Cluster) -> str:
    """What is said where no client can be made."""
    asked = time.monotonic()
    with pytest.raises(BrokerUnavailableError) as raised:
        cluster.admin()
    assert time.monotonic() - asked < SOON
    assert raised.value.exit_code == 3
    return str(raised.value)


def shown(process: Process) -> str:
    """What `ps` shows of a process, and what it inherits to others."""
    files = (Path("/proc") / str(process.pid) / name for name in ("cmdline", "environ"))
    return "".join(file.read_text() for file in files if file.exists())


def test_topics_relay_worker_and_dead_letters_get_through_tls_with_a_password(
    home: KafkaHome,
) -> None:
    home.environment["DURE_FEEDS_TOPIC"] = f"{home.facts}.feeds"
    home.environment["DURE_RECEIPTS_TOPIC"] = f"{home.facts}.receipts"
    home.record(1, 2_500)
    with home.process("topics", "ensure") as topics:
        assert topics.wait() == 0, topics.log()
    with home.process("relay", "--once") as relay:
        assert relay.wait() == 0, relay.log()
    producer = home.cluster.producer()
    producer.send(home.facts, b"foreign", partition=0).get(timeout=10)
    producer.close()
    with home.process("worker") as worker:
        home.await_position(worker, 2_500)
        assert PASSWORD not in shown(worker)
        worker.send(signal.SIGTERM)
        assert worker.wait() == 0, worker.log()[-2_000:]
        assert PASSWORD not in worker.log() + relay.log()
    assert home.digest() == home.embedded_digest()
    with TopicLog(home.cluster, home.dead) as dead:
        assert dead.bounds([0])[0].end == 1


@pytest.mark.parametrize("client", ["faust", "aiokafka"])
def test_a_certificate_lets_a_client_in_where_the_broker_asks_for_one(
    tmp_path: Path, guarded: Guarded, client: str
) -> None:
    home = KafkaHome(tmp_path, guarded.by_certificate, f"mutual.{client}")
    home.environment |= guarded.settings(guarded.by_certificate)
    home.environment |= {"DURE_WORKER_CLIENT": client}
    home.record(1, 10)
    with home.process("relay", "--once") as relay:
        assert relay.wait() == 0, relay.log()
    with home.process("worker") as worker:
        home.await_position(worker, 10)


@pytest.mark.parametrize("verb", [("topics", "ensure"), ("relay",), ("worker",)], ids=" ".join)
@pytest.mark.parametrize("wrong", ["password", "authority"])
def test_who_is_not_let_in_leaves_with_one_sentence_and_3(
    home: KafkaHome, tmp_path: Path, wrong: str, verb: tuple[str, ...]
) -> None:
    if wrong == "password":
        (home.folder / "password").write_text("guessed")
        home.environment |= {"DURE_KAFKA_PASSWORD_FILE": "password"}  # below the home
        sentence = f"does not let '{USER}' in (Authentication failed"
    else:
        home.environment["DURE_KAFKA_CA"] = str(Authority(tmp_path, "stranger").ca)
        sentence = "is not trusted: unable to get local issuer certificate"
    with home.process(*verb) as process:
        assert process.wait() == 3
    [line] = [line for line in process.log().splitlines() if "broker-unavailable" in line]
    assert f"the Kafka broker at {home.cluster.bootstrap} {sentence}" in line
    assert "Traceback" not in process.log()


def test_a_password_file_that_cannot_be_read_is_misuse(home: KafkaHome) -> None:
    home.environment |= {"DURE_KAFKA_PASSWORD_FILE": "missing"}
    with home.process("relay") as process:
        assert process.wait() == 2
        assert "kafka_password_file cannot be read" in process.log()


def test_a_wrong_password_and_a_strange_authority_are_told_soon(
    guarded: Guarded, tmp_path: Path
) -> None:
    for wrong, sentence in (
        ({"password": "guessed"}, "does not let"),
        ({"ca": Authority(tmp_path, "stranger").ca}, "is not trusted"),
    ):
        security = replace(guarded.by_password.security, **wrong)
        assert sentence in refused(replace(guarded.by_password, security=security))


def test_a_certificate_for_another_host_is_not_trusted(guarded: Guarded) -> None:
    port = guarded.by_password.bootstrap.rpartition(":")[2]
    other = replace(guarded.by_password, bootstrap=f"127.0.0.1:{port}")
    assert "not valid for '127.0.0.1'" in refused(other)


def test_a_client_of_another_listener_is_told_which_settings_to_look_at(guarded: Guarded) -> None:
    plain = guarded.broker.bootstrap.replace("127.0.0.1", "localhost")
    login, mutual = guarded.by_password.bootstrap, guarded.by_certificate.bootstrap
    assert "answer a client of PLAINTEXT" in refused(Cluster(login))
    assert "does not take up TLS" in refused(replace(guarded.by_password, bootstrap=plain))
    assert "answer a client of SSL" in refused(replace(guarded.by_certificate, bootstrap=login))
    assert "`kafka_certificate`" in refused(replace(guarded.by_password, bootstrap=mutual))
    in_the_clear = Security("SASL_PLAINTEXT", user=USER, password=PASSWORD)
    assert f"not {SCRAM}: look at" in refused(Cluster(plain, in_the_clear))


def test_a_client_without_the_certificate_that_is_asked_for_is_told_so(guarded: Guarded) -> None:
    bare = Security("SSL", ca=guarded.authority.ca)
    assert "look at `kafka_certificate`" in refused(replace(guarded.by_certificate, security=bare))


def test_a_mechanism_that_the_broker_does_not_know_is_told_with_those_it_knows(
    guarded: Guarded,
) -> None:
    security = replace(guarded.by_password.security, mechanism="PLAIN")
    assert f"knows the logins {SCRAM}, not PLAIN" in refused(
        replace(guarded.by_password, security=security)
    )
