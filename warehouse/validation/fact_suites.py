"""What must hold of the facts: the counts of ledger, log and tables, and the profile of each kind.

Profiles are computed in SQL (`fact_profile`, `record_quality`) into frames of some dozen rows;
`run` checks them.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.cards import Bilingual
from warehouse.facts import fact_tables
from warehouse.records import PARTITION_SHIFT
from warehouse.results import Results
from warehouse.validation.expectations import Expectation, Rule, Severity, Suite

SUBJECT: Final = "facts"
_MOST_IMPRECISE: Final = 0.5  # half of the facts without a day: ranges say little more than nothing
_MOST_REPLACED: Final = 0.2  # a fifth put right afterwards: ask the sources first
_LONGEST_LAG_DAYS: Final = 92  # a quarter: the pace at which bodies report
_BY_TYPE: Final = """
select type, count(*) from log where ledger = ? and sequence <= ? group by type
"""
_BY_KIND: Final = "select kind, count(*) from log group by kind"
_LOADING: Final = f"""
select
    (select count(*) from dead) as dead_events,
    (select count(*) from (select position from superseded) anti join log using (position))
        as unknown_superseded,
    (select count(*) from log inner join watermark using (ledger)
        where log.sequence > watermark.sequence) as beyond_watermark,
    (select count(*) from log inner join watermark using (ledger)
        where log.position >> {PARTITION_SHIFT} <> watermark.partition) as of_other_partition,
    (select count(*) from watermark) as ledgers
"""  # noqa: S608  # a number of this package


def fact_suites(
    results: Results, valid_at: date, ledger: str, recorded: Mapping[str, int]
) -> Iterator[Suite]:
    """The suites of the facts of a snapshot, at T as known at the K of `results`.

    `recorded` counts the events of the ledger of that name by type, up to the position that is
    loaded, as the ledger itself counts them.
    """
    frames = {
        "counts": _counts(results.connection, ledger, recorded),
        "loading": _loading(results.connection),
        "kinds": _profile(results, "fact_profile", valid_at),
        "record": _profile(results, "record_quality", valid_at),
    }
    for part, frame in frames.items():
        yield Suite(SUBJECT, part, frame, FACT_PARTS[part])


def _profile(results: Results, relation: str, valid_at: date) -> pa.Table:
    return pa.Table.from_pylist(results.rows(relation, valid_at))


def _loading(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    answer = connection.execute(_LOADING)
    names = [name for name, *_ in answer.description or ()]
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in answer.fetchall()])


def _counts(
    connection: duckdb.DuckDBPyConnection, ledger: str, recorded: Mapping[str, int]
) -> pa.Table:
    """One row per count that stands in two places: `expected` where it came from, and `found`."""
    loaded = dict(
        connection.execute(_BY_TYPE, [ledger, watermark_of(connection, ledger)]).fetchall()
    )
    by_kind: dict[str, int] = dict(connection.execute(_BY_KIND).fetchall())
    rows = [
        _count("ledger in log", type_, recorded.get(type_, 0), loaded.get(type_, 0))
        for type_ in sorted(recorded.keys() | loaded.keys())
    ]
    for table in fact_tables():
        [(found,)] = connection.execute(f"select count(*) from {table.name}").fetchall()  # noqa: S608  # named by this package's files
        expected = sum(by_kind.get(kind, 0) for kind in table.kinds)
        rows.append(_count("log in tables", table.name, expected, found))
    return pa.Table.from_pylist(rows) if recorded or loaded else pa.table({})


def watermark_of(connection: duckdb.DuckDBPyConnection, ledger: str) -> int:
    """The last position of a ledger that a snapshot holds; 0 for none."""
    rows = connection.execute(
        "select sequence from watermark where ledger = ?", [ledger]
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def _count(step: str, what: str, expected: int, found: int) -> dict[str, Any]:
    return {"step": step, "what": what, "expected": expected, "found": found}


def _zero(column: str, key: str, en: str, ko: str) -> Expectation:
    """Nothing may be counted in a column."""
    return Expectation(
        key=key,
        sentence=Bilingual(ko=ko, en=en),
        rule=Rule.BETWEEN,
        columns=(column,),
        low=0,
        high=0,
    )


def _at_most(column: str, high: float, key: str, en: str, ko: str) -> Expectation:
    """A share or a number of days that should stay small; who reads the figures is told."""
    return Expectation(
        key=key,
        sentence=Bilingual(ko=ko, en=en),
        rule=Rule.BETWEEN,
        columns=(column,),
        low=0,
        high=high,
        severity=Severity.WARNING,
    )


_COUNTS: Final = (
    Expectation(
        key="equal",
        sentence=Bilingual(
            ko="장부, 로그, 사실 표의 수가 서로 같습니다.",
            en="The ledger, the log and the tables of facts count the same.",
        ),
        rule=Rule.EQUAL,
        columns=("expected", "found"),
    ),
    Expectation(
        key="counted_once",
        sentence=Bilingual(
            ko="종류마다 한 번씩만 셉니다.", en="Each kind is counted once at each step."
        ),
        rule=Rule.UNIQUE,
        columns=("step", "what"),
    ),
)
_LOADED: Final = (
    _zero(
        "dead_events",
        "no_dead_events",
        "Every event of the log could be loaded.",
        "로그의 모든 이벤트를 적재했습니다.",
    ),
    _zero(
        "unknown_superseded",
        "superseded_known",
        "What was corrected or withdrawn is in the log.",
        "고치거나 철회한 사실이 로그에 있습니다.",
    ),
    _zero(
        "beyond_watermark",
        "within_watermark",
        "Nothing lies beyond the position up to which a ledger is loaded.",
        "적재한 위치를 넘는 기록이 없습니다.",
    ),
    _zero(
        "of_other_partition",
        "own_partition",
        "Every position belongs to the partition of its ledger.",
        "모든 위치가 자기 장부의 파티션에 속합니다.",
    ),
)
_KINDS: Final = (
    Expectation(
        key="kind",
        sentence=Bilingual(ko="모든 사실에 종류가 있습니다.", en="Every fact has a kind."),
        rule=Rule.NOT_NULL,
        columns=("kind",),
    ),
    _zero(
        "count_repeated",
        "named_once",
        "No fact is in the log twice under the name that its source gave.",
        "한 출처의 같은 이름으로 두 번 적힌 사실이 없습니다.",
    ),
    _zero(
        "count_backward",
        "first_before_last",
        "No fact ends before it begins.",
        "시작하기 전에 끝난 사실이 없습니다.",
    ),
    _zero(
        "count_odd_precision",
        "precision",
        "Every date has one of the four precisions.",
        "모든 날짜의 정밀도가 네 가지 가운데 하나입니다.",
    ),
    Expectation(
        key="replaced_are_facts",
        sentence=Bilingual(
            ko="고쳐진 사실은 알려진 사실보다 많지 않습니다.",
            en="No more facts were replaced than there are.",
        ),
        rule=Rule.ORDERED,
        columns=("count_replaced", "count_facts"),
    ),
    Expectation(
        key="areas_resolved",
        sentence=Bilingual(
            ko="시군구 코드가 모두 행정구역표에 있습니다.",
            en="Every municipal code is in the area table.",
        ),
        rule=Rule.BETWEEN,
        columns=("count_unresolved",),
        low=0,
        high=0,
        severity=Severity.WARNING,
    ),
)
_RECORD: Final = (
    Expectation(
        key="some_facts",
        sentence=Bilingual(ko="알려진 사실이 있습니다.", en="There are facts."),
        rule=Rule.BETWEEN,
        columns=("count_facts",),
        low=1,
    ),
    _at_most(
        "imprecise_share",
        _MOST_IMPRECISE,
        "mostly_dated",
        "Most facts have an exact day.",
        "대부분의 사실에 정확한 날짜가 있습니다.",
    ),
    _at_most(
        "corrected_share",
        _MOST_REPLACED,
        "rarely_corrected",
        "At most one fact in five was put right.",
        "고쳐진 사실이 다섯에 하나를 넘지 않습니다.",
    ),
    _at_most(
        "median_lag_days",
        _LONGEST_LAG_DAYS,
        "reported_soon",
        "Half of the facts were recorded within a quarter.",
        "사실의 절반이 석 달 안에 기록되었습니다.",
    ),
)
FACT_PARTS: Final = {"counts": _COUNTS, "loading": _LOADED, "kinds": _KINDS, "record": _RECORD}
