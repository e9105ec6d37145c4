"""The deliveries through dure itself: verdicts and findings are those that the truth declares."""

import json
import re
from collections import Counter, defaultdict
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from dure.cli import run
from dure.warehousing import query
from dure.wiring import Home
from simulation.noise import NDJSON_FEEDS

pytestmark = pytest.mark.slow

WHEN = "(date '2023-12-31', timestamptz '2024-12-31 00:00:00+09')"


@pytest.fixture(scope="module")
def truth(delivered: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((delivered / "truth.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replayed") / "home"
    assert run(["--home", str(folder), "init", "--clock", "deliveries"]) in (0, None)
    return folder


@pytest.fixture(scope="module")
def verdicts(home: Path, delivered: Path) -> dict[str, Counter[str]]:
    """The verdicts on all rows of each feed, from the lines of `dure feed replay`."""
    told = StringIO()
    with redirect_stderr(told):
        run(["--home", str(home), "feed", "replay", str(delivered)])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in told.getvalue().splitlines():
        counts, _, file = line.partition("  feeds/")
        feed = file.partition("/")[0]
        for number, verdict in re.findall(r"(\d[\d,]*) ([a-z]+)", counts):
            found[feed][verdict] += int(number.replace(",", ""))
    return found


def test_every_row_gets_the_verdict_that_the_truth_declares(
    verdicts: dict[str, Counter[str]], truth: dict[str, Any]
) -> None:
    assert len(verdicts) == 5
    for feed, counts in verdicts.items():
        declared = Counter(truth["deliveries"][feed])
        assert counts["rows"] == declared["rows"]
        assert counts["duplicate"] == declared["repeated"]
        assert counts["conflict"] == declared["contradicted"]
        is_corrected_by_row = feed not in NDJSON_FEEDS
        assert counts["corrected"] == (declared["corrected"] if is_corrected_by_row else 0)
        assert counts["quarantined"] == declared["early_corrections"]
        assert counts["rejected"] == 0


def test_a_correction_before_its_fact_is_taken_when_the_fact_arrives(
    home: Path, verdicts: dict[str, Counter[str]]
) -> None:
    assert sum(counts["quarantined"] for counts in verdicts.values()) > 0
    with Home(home).open_ledger() as ledger:
        assert list(ledger.quarantined()) == []


def test_findings_are_the_planted_breaches(
    home: Path, verdicts: dict[str, Counter[str]], truth: dict[str, Any]
) -> None:
    assert verdicts
    run(["--home", str(home), "load"])
    statement = f"select rule, subject from findings{WHEN} where severity <> 'duty'"  # noqa: S608 - no input
    found = Counter((rule, subject) for rule, subject in query(Home(home), statement).rows)
    wanted = Counter((breach["rule"], breach["subject"]) for breach in truth["breaches"])
    wanted.update(("D2", f"small_project/{key}") for key in truth["unplanned_projects"])
    wanted.update((one["rule"], one["subject"]) for one in truth["gaming"] if one["rule"] == "D2")
    hidden = {rule for rule, subject in wanted if subject.startswith("worker/")}
    assert _without(found, hidden) == _without(wanted, hidden)
    assert {rule: n for (rule, _), n in found.items() if rule in hidden} == {
        rule: n for (rule, _), n in wanted.items() if rule in hidden
    }


def test_seeded_gaming_is_found_in_noisy_feeds(home: Path, truth: dict[str, Any]) -> None:
    """Beside it only the breaches of D1, which add up like slices of one project (G5)."""
    run(["--home", str(home), "load"])
    statement = f"select rule, subject from gaming_patterns{WHEN}"  # noqa: S608 - no input
    found = Counter((rule, subject) for rule, subject in query(Home(home), statement).rows)
    wanted = Counter(
        (one["rule"], one["subject"]) for one in truth["gaming"] if one["rule"] != "D2"
    )
    wanted.update(("G4", f"small_project/{key}") for key in truth["paper_links"])
    assert wanted - found == Counter()
    assert {rule for rule, _ in found - wanted} <= {"G5"}


def _without(findings: Counter[tuple[str, str]], rules: set[str]) -> Counter[tuple[str, str]]:
    """Findings but those whose subject is a person, known by a pseudonym only."""
    return Counter({key: n for key, n in findings.items() if key[0] not in rules})
