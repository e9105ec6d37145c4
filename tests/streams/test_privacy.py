"""Pseudonyms, and the search for direct identifiers."""

import hashlib
import hmac
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.privacy import (
    IdentifierKind,
    Pseudonymiser,
    find_direct_identifiers,
    identifiers_within,
    mask,
    may_hold_identifiers,
)

KEY = b"k" * 32

RESIDENT_NUMBERS = (
    "800101-1234560",  # a check digit that need not be right
    "8001011234567",
    "201015-3123456",  # born after October 2020, random digits
    "880101-5123456",  # a foreigner
    "８００１０１－１２３４５６７",
)
PHONES = (
    "010-1234-5678",
    "01012345678",
    "010 1234 5678",
    "010.1234.5678",
    "０１０－１２３４－５６７８",
    "010–1234–5678",
    "016-234-5678",
    "02-450-7638",
    "(031)123-4567",
    "064) 123 - 4567",
    "070-1234-5678",
    "0507-1234-5678",
    "+82-10-1234-5678",
    "+821012345678",
    "+82 (0)2 450 7638",
)
EMAILS = ("hong@example.co.kr", "a.b+c@naver.com", "kim＠naver.com")
HARMLESS = (
    "2024-03-02",
    "20240302",
    "2025-04-01T00:00:00.000000Z",
    "2024-경북-0012",
    "2024-031-0012",
    "47130-02-123-4567",
    "P2024031500001",
    "2024031500123",  # there is no month 24
    "20240315-0012345",
    "900230-1234567",  # 30 February
    "130111-0006246",  # a corporate registration number
    "act-2025-0012",
    "1588-1234",  # a service, not a person
    "마을@함께",
    "3210000",
    "47130250",
    "1,234,567,890원",
)


def test_a_pseudonym_is_the_keyed_hash_of_namespace_and_value() -> None:
    message = "마을".encode() + b"\0" + b"R001"
    expected = hmac.new(KEY, message, hashlib.sha256).hexdigest()[:20]
    assert Pseudonymiser(KEY, "마을")("R001") == f"p-{expected}"


def test_one_number_in_two_villages_is_two_persons() -> None:
    assert Pseudonymiser(KEY, "a")("R001") != Pseudonymiser(KEY, "b")("R001")


@given(st.text(min_size=1))
def test_a_name_is_one_person_however_its_letters_are_composed(name: str) -> None:
    pseudonym = Pseudonymiser(KEY, "n")
    assert pseudonym(unicodedata.normalize("NFD", name)) == pseudonym(
        unicodedata.normalize("NFC", name)
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [(text, IdentifierKind.RESIDENT_NUMBER) for text in RESIDENT_NUMBERS]
    + [(text, IdentifierKind.PHONE) for text in PHONES]
    + [(text, IdentifierKind.EMAIL) for text in EMAILS],
)
def test_a_direct_identifier_is_found_alone_and_in_a_sentence(
    text: str, kind: IdentifierKind
) -> None:
    for sentence in (text, f"연락처 {text}.", f"담당({text})", f"홍길동:{text}, 끝"):
        found = find_direct_identifiers(sentence)
        assert [identifier.kind for identifier in found] == [kind]
        assert sentence[found[0].start : found[0].end].strip("(") == text.strip("(")
        assert may_hold_identifiers(sentence.encode())


@pytest.mark.parametrize("text", HARMLESS)
def test_codes_dates_and_sums_are_no_identifiers(text: str) -> None:
    assert find_direct_identifiers(text) == []
    assert mask(text) == text


def test_a_mask_names_the_kind_and_leaves_the_rest() -> None:
    text = "홍길동 800101-1234567, 010-1234-5678, hong@example.com"
    assert mask(text) == "홍길동 [resident-number], [phone], [e-mail]"


def test_identifiers_are_found_inside_nested_values_with_their_path() -> None:
    data = {"note": "ok", "rows": [{"memo": "010-1234-5678"}]}
    assert [path for path, _ in identifiers_within(data)] == ["rows[0].memo"]


@given(st.text(alphabet="0123456789-. ()+@abc·–가\\u", max_size=60))
def test_the_fast_look_never_passes_over_what_the_search_finds(text: str) -> None:
    if find_direct_identifiers(text):
        assert may_hold_identifiers(text.encode())


def test_an_escaped_digit_does_not_hide_a_number_from_the_fast_look() -> None:
    assert may_hold_identifiers(rb'{"memo":"\u0030\u0031\u0030-1234-5678"}')


@pytest.mark.parametrize("text", ["1", "010-", " ", "a@", "a@a.", "0 2 ", "a" * 9 + "-"])
def test_the_search_takes_linear_time_on_long_repetitions(text: str) -> None:
    started = time.process_time()
    find_direct_identifiers(text * (1_000_000 // len(text)))
    assert time.process_time() - started < 5
