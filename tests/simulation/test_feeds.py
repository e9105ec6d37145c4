"""The deliveries: read back by intake's readers they give the clean facts, noise as declared."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from domain.facts import Fact, decode_hook
from domain.vocabulary import WIRE_TYPES
from simulation.feeds import AlreadySimulatedError, simulate
from simulation.noise import NDJSON_FEEDS, correction, misstated
from simulation.telling import (
    ACTIVITIES,
    FEEDS,
    PROGRAMME_OFFICE,
    REGISTER,
    SIGN_INS,
    SUPPORT_CENTRE,
    Event,
    feed_of,
    source_of,
)
from streams.formats import read_rows
from streams.mapping_file import read_mapping

MISSING_MONTHS = {ACTIVITIES, SIGN_INS, SUPPORT_CENTRE}


@pytest.fixture(scope="session")
def manifest(delivered: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((delivered / "manifest.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def truth(delivered: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((delivered / "truth.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def rows(delivered: Path, manifest: dict[str, Any]) -> dict[str, list[Event]]:
    """Every delivered row of each feed as its one event, in order of receipt."""
    found: dict[str, list[Event]] = {}
    for feed, delivery in _in_order(manifest):
        mapping = read_mapping((delivered / feed["mapping"]).read_text("utf-8"))
        received = datetime.fromisoformat(delivery["received_at"]).date()
        source = source_of(feed["name"])
        for row in read_rows(delivered / delivery["file"], mapping, received, source, str):
            assert row.problem is None
            (event,) = row.events
            assert event["source"] == source
            found.setdefault(feed["name"], []).append(event)
    return found


def _in_order(manifest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    feeds = {feed["name"]: feed for feed in manifest["feeds"]}
    return ((feeds[delivery["feed"]], delivery) for delivery in manifest["deliveries"])


def _fact(event: Event) -> Fact:
    """The fact of an event; a correction that states no date gets one, as intake does."""
    is_about_a_fact = event["type"].startswith("dure.fact.")
    data = {"occurred": "2024-01-01"} | event["data"] if is_about_a_fact else event["data"]
    fact: Fact = msgspec.convert(data, WIRE_TYPES[event["type"]], dec_hook=decode_hook)
    return fact


def test_the_same_seed_writes_the_same_bytes(delivered: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "again", 7, 3, 9)
    files = sorted(path.relative_to(delivered) for path in delivered.rglob("*") if path.is_file())
    assert len(files) > 400
    for file in files:
        assert (tmp_path / "again" / file).read_bytes() == (delivered / file).read_bytes(), file


def test_feeds_are_not_written_over(delivered: Path) -> None:
    with pytest.raises(AlreadySimulatedError, match="holds feeds already"):
        simulate(delivered, 1, 1, 1)


def test_the_smallest_world_is_delivered(tmp_path: Path) -> None:
    simulate(tmp_path, 1, 1, 1)
    assert (tmp_path / "feeds" / REGISTER / "2015-12.xlsx").exists()
    assert not (tmp_path / ".spool").exists()


def test_deliveries_are_listed_in_order_of_receipt_and_are_all_there(
    delivered: Path, manifest: dict[str, Any]
) -> None:
    listed = manifest["deliveries"]
    received = [delivery["received_at"] for delivery in listed]
    assert received == sorted(received)
    assert manifest["known_at"] == received[-1]
    written = {str(path.relative_to(delivered)) for path in (delivered / "feeds").rglob("*.*")}
    assert {delivery["file"] for delivery in listed} == written


def test_every_delivered_event_decodes(rows: dict[str, list[Event]]) -> None:
    assert set(rows) == set(FEEDS)
    for events in rows.values():
        for event in events:
            _fact(event)


def test_what_is_known_in_the_end_is_the_clean_world(
    clean: list[Event], rows: dict[str, list[Event]], truth: dict[str, Any]
) -> None:
    """But for the months without delivery, imprecise dates, planted breaches and gaming."""
    wanted = {(event["source"], event["id"]): event for event in clean}
    known = {
        (event["source"], event["id"]): event
        for events in rows.values()
        for event in _in_force(events)
    }
    lost = Counter(feed_of(wanted[key]) for key in wanted.keys() - known.keys())
    assert lost == {
        feed: counts["lost"] for feed, counts in truth["deliveries"].items() if "lost" in counts
    }
    assert lost.keys() == MISSING_MONTHS
    planted = known.keys() - wanted.keys()  # breaches, and a burst of sixty activities among others
    assert 120 <= len(planted) <= 180
    told = [_fact(known[key]).occurred for key in planted]
    imprecise = sum(occurred.first != occurred.last for occurred in told)
    for key in wanted.keys() & known.keys():
        stated, fact = _fact(known[key]), _fact(wanted[key])
        if stated != fact:
            imprecise += 1
            assert stated.occurred.first <= fact.occurred.first <= stated.occurred.last
    assert imprecise == truth["deliveries"][ACTIVITIES]["imprecise"]


def _in_force(events: list[Event]) -> list[Event]:
    """What holds after all deliveries: the sign-ins keep the first version, others the last."""
    known: dict[str, Event] = {}
    corrections: dict[str, dict[str, Any]] = {}
    for event in events:
        verb = event["type"].split(".")[2]
        if event["type"].startswith("dure.fact."):
            number = event["data"]["fact"]["id"]
            corrections[number] = (
                event["data"].get("replacement", {}) if verb == "corrected" else {}
            )
        elif feed_of(event) != SIGN_INS or event["id"] not in known:
            known[event["id"]] = event
    for number, data in corrections.items():
        event = known.pop(number)
        if data:
            known[number] = event | {"data": data}
    return list(known.values())


def test_the_truth_declares_the_verdicts(
    rows: dict[str, list[Event]], truth: dict[str, Any]
) -> None:
    for feed, events in rows.items():
        counts = Counter(truth["deliveries"][feed])
        seen: dict[str, Fact] = {}
        repeated = changed = 0
        for event in events:
            fact = _fact(event)
            if event["id"] in seen:
                repeated += seen[event["id"]] == fact
                changed += seen[event["id"]] != fact
            if feed != SIGN_INS or event["id"] not in seen:
                seen[event["id"]] = fact
        assert len(events) == counts["rows"]
        assert repeated == counts["repeated"]
        if feed in (ACTIVITIES, REGISTER):
            assert changed == counts["corrected"] > 0
        if feed == SIGN_INS:
            assert changed == counts["contradicted"] > 0
        kinds = Counter(event["type"] for event in events)
        if feed in NDJSON_FEEDS:
            corrected = counts["corrected"] + counts["early_corrections"]
            assert kinds["dure.fact.corrected.v1"] == corrected > 0
            assert kinds["dure.fact.withdrawn.v1"] == counts["withdrawn"]


def test_months_without_a_delivery_are_those_of_the_truth(
    manifest: dict[str, Any], truth: dict[str, Any]
) -> None:
    years = range(2015, 2015 + 9)
    months = {f"{year}-{month:02d}" for year in years for month in range(1, 13)}
    for feed in (*MISSING_MONTHS, PROGRAMME_OFFICE):
        covered = {one["period"] for one in manifest["deliveries"] if one["feed"] == feed}
        assert sorted(months - covered) == truth["deliveries"][feed]["missing"]
    last = max(truth["deliveries"][SIGN_INS]["missing"])
    assert last >= "2023", "one month of the last year is missing, for coverage below one"


def test_rows_vanish_from_the_register_within_a_year(
    delivered: Path, manifest: dict[str, Any], truth: dict[str, Any]
) -> None:
    """Each workbook holds the year so far, but for rows that somebody deleted."""
    vanished, year = 0, "no year"
    before: set[str] = set()
    for feed, delivery in _in_order(manifest):
        if feed["name"] == REGISTER and "late" not in delivery["file"]:
            mapping = read_mapping((delivered / feed["mapping"]).read_text("utf-8"))
            received = datetime.fromisoformat(delivery["received_at"]).date()
            read = read_rows(delivered / delivery["file"], mapping, received, "urn:x", str)
            now = {event["id"] for row in read for event in row.events}
            vanished += len(before - now) if delivery["period"].startswith(year) else 0
            before, year = now, delivery["period"][:4]
    assert vanished == truth["deliveries"][REGISTER]["vanished"] > 0


def test_columns_are_renamed_and_files_are_in_their_encodings(delivered: Path) -> None:
    old = (delivered / "feeds/activities/2015-12.csv").read_bytes().decode("cp949")
    new = (delivered / "feeds/activities/2019-12.csv").read_bytes().decode("cp949")
    assert "활동일자" in old.splitlines()[0]
    assert "활동 일자" in new.splitlines()[0]
    assert (delivered / "feeds/sign-ins/2016-01.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        (delivered / "feeds/activities/2015-12.csv").read_text(encoding="utf-8")


def test_names_and_telephones_are_on_the_sheets_and_in_no_event(
    delivered: Path, rows: dict[str, list[Event]]
) -> None:
    assert "010-0000-" in (delivered / "feeds/sign-ins/2016-01.csv").read_text("utf-8-sig")
    for events in rows.values():
        assert all("010-0000-" not in json.dumps(event["data"]) for event in events)


def test_planned_activities_are_told_before_their_day(
    delivered: Path, manifest: dict[str, Any]
) -> None:
    ahead = 0
    for feed, delivery in _in_order(manifest):
        if feed["name"] == ACTIVITIES:
            received = datetime.fromisoformat(delivery["received_at"]).date()
            mapping = read_mapping((delivered / feed["mapping"]).read_text("utf-8"))
            for row in read_rows(delivered / delivery["file"], mapping, received, "urn:x", str):
                for event in row.events:
                    begins = _fact(event).occurred.first
                    is_planned = event["type"].endswith("activity_planned.v1")
                    ahead += is_planned and begins > received
                    assert is_planned or begins <= received
    assert ahead > 0


def test_a_misstated_fact_differs_and_its_correction_restores_it(clean: list[Event]) -> None:
    differing = 0
    for event in clean[:5_000]:
        wrong = misstated(event)
        if wrong is not None:
            differing += 1
            assert wrong["id"] == event["id"]
            assert _fact(wrong) != _fact(event)
            assert (
                correction(wrong | {"data": event["data"]})["data"]["replacement"] == event["data"]
            )
    assert differing > 3_000


def test_breaches_are_of_the_rules_that_findings_judge(truth: dict[str, Any]) -> None:
    rules = Counter(breach["rule"] for breach in truth["breaches"])
    assert rules == {
        "D1": 3,
        "D3": 2,
        "D4": 1,
        "D5": 1,
        "D6": 2,
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D10": 1,
        "D11": 1,
        "D12": 2,
        "D13": 1,
    }


def test_reported_days_lie_in_the_years_of_the_world(rows: dict[str, list[Event]]) -> None:
    for events in rows.values():
        for event in events:
            if not event["type"].startswith("dure.fact."):
                occurred = _fact(event).occurred
                assert date(2015, 1, 1) <= occurred.first <= date(2023, 12, 31)
