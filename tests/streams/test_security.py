"""Settings of secured connections: what contradicts itself is refused, and secrets do not show."""

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from domain.errors import MisuseError
from streams.security import IN_THE_CLEAR, Security, UnusableFileError
from tests.end_to_end.certificates import Authority

SOME = Path("some.pem")
PASSWORD = "open-sesame"  # noqa: S105 - of nothing


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"protocol": "TLS"}, "one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL, not 'TLS'"),
        ({"mechanism": "GSSAPI"}, "one of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, not 'GSSAPI'"),
        ({"ca": SOME}, "kafka_security is PLAINTEXT, which has no TLS"),
        ({"protocol": "SASL_PLAINTEXT", "certificate": SOME}, "which has no TLS"),
        ({"protocol": "SSL", "key": SOME}, "kafka_key is set without kafka_certificate"),
        ({"protocol": "SASL_SSL", "user": "dure"}, "set kafka_user and kafka_password_file"),
        ({"protocol": "SASL_SSL", "password": PASSWORD}, "set kafka_user and kafka_password_file"),
        ({"protocol": "SSL", "user": "dure"}, "kafka_security is SSL, which has no login"),
        (
            {"protocol": "SASL_PLAINTEXT", "mechanism": "PLAIN", "user": "dure", "password": "x"},
            "would send the password in the clear",
        ),
    ],
)
def test_settings_that_contradict_one_another_are_misuse(
    stated: dict[str, str], sentence: str
) -> None:
    with pytest.raises(MisuseError, match=sentence):
        Security(**stated)  # type: ignore[arg-type]  # a case states some of the fields


def test_a_password_shows_neither_with_the_settings_nor_with_a_clients_options() -> None:
    security = Security("SASL_SSL", user="dure", password=PASSWORD)
    assert PASSWORD not in repr(security)
    options = security.options()
    assert options["sasl_plain_password"] == PASSWORD
    assert PASSWORD not in f"{options}"


def test_without_security_clients_get_no_context_and_no_login() -> None:
    assert IN_THE_CLEAR.options() == {"security_protocol": "PLAINTEXT"}


def test_under_tls_the_brokers_certificate_and_name_are_always_checked() -> None:
    context = Security("SSL").context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_file_that_is_missing_or_none_of_its_kind_is_named_with_its_setting(
    tmp_path: Path,
) -> None:
    text = tmp_path / "text.pem"
    text.write_text("no certificate")
    for ca in (tmp_path / "missing.pem", text):
        with pytest.raises(UnusableFileError, match=rf"kafka_ca .*{ca.name}.* cannot be used"):
            Security("SSL", ca=ca).context()
    with pytest.raises(UnusableFileError, match=r"kafka_certificate .* kafka_key .*same file"):
        Security("SSL", certificate=text).context()


def test_an_encrypted_key_is_refused_and_nobody_is_asked_at_the_terminal(tmp_path: Path) -> None:
    certificate = Authority(tmp_path, "authority").issue("dure-main")
    key = serialization.load_pem_private_key(certificate.read_bytes(), password=None)
    encrypted = tmp_path / "encrypted.pem"
    encrypted.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"passphrase"),
        )
    )
    with pytest.raises(UnusableFileError, match="the key is encrypted; give one that is not"):
        Security("SSL", certificate=certificate, key=encrypted).context()
