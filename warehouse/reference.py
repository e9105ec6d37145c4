"""Loads the reference data beside the facts: areas, figures, cohorts, programmes, the guide.

The wiring passes in the folder `reference/`; relations and indicators join the tables made here.
The cohorts are computed from their rules, so that another rule is another line of YAML.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

from warehouse.case_reference import case_tables
from warehouse.facts import SQL_FOLDER
from warehouse.guides import GUIDE_FILE, MARKER_FILE, guide_tables

_FILES: Final = (
    "VERSION",
    "area_codes.csv",
    "area_successors.csv",
    "case_comparison.yaml",
    "cohorts.yaml",
    "municipalities.csv",
    GUIDE_FILE,
    "programmes.yaml",
    MARKER_FILE,
    "sources.csv",
)
_FROM_CSV: Final = {
    "area_code": (
        "area_codes.csv",
        "scheme, code, name, level, parent, municipality, created_on::date, abolished_on::date,"
        " source from file order by scheme, code",
    ),
    "area_successor": (
        "area_successors.csv",
        "scheme, code, successor, opens,"
        " (case when length(changed_on) = 7 then changed_on || '-01' else changed_on end)::date,"
        " case when length(changed_on) = 7 then 'month' else 'day' end, kind, status, source"
        " from file order by scheme, code",
    ),
    "municipality_fact": (
        "municipalities.csv",
        "coalesce(area_code.municipality, file.municipality), 'mois-sgg', file.municipality,"
        " province, file.name, kind, year::integer, population::bigint,"
        " financial_independence_percent::double, basis, is_metropolitan::boolean,"
        " is_capital_region::boolean, file.source"
        " from file left join area_code"
        " on area_code.scheme = 'mois-sgg' and area_code.code = file.municipality"
        " order by file.municipality, year",
    ),
    "reference_source": (
        "sources.csv",
        "source, title, complete_until::date, licence, note from file order by source",
    ),
}
_FIELDS: Final = {  # what a rule may name -> column of municipality_fact
    "kind": "kind",
    "province": "province",
    "is_metropolitan": "is_metropolitan",
    "is_capital_region": "capital_region",
    "population": "population",
    "financial_independence_percent": "financial_independence_percent",
}
_COMPARISONS: Final = {"below": "<", "from": ">="}
_YEAR_LENGTH: Final = 4


def load_reference(connection: duckdb.DuckDBPyConnection, reference: Path) -> bool:
    """Fill the reference tables from the folder `reference`; False if just that is loaded already.

    Creates the tables where they are missing, replaces all their rows otherwise, in the caller's
    transaction if there is one. The same files give the same rows in the same order. Raises
    ValueError for a rule or value that cannot be read.
    """
    digest = reference_digest(reference)
    _create_tables(connection)
    loaded = connection.execute("select digest from reference_version").fetchone()
    if loaded == (digest,):
        return False
    for table in _tables():
        connection.execute(f"delete from {table}")  # noqa: S608  # named by this package's files
    for table, (file, query) in _FROM_CSV.items():
        _load_csv(connection, table, reference / file, query)
    _load_cohorts(connection, _yaml(reference / "cohorts.yaml")["cohorts"])
    _load_programmes(connection, _yaml(reference / "programmes.yaml"))
    for table, rows in case_tables(_yaml(reference / "case_comparison.yaml")):
        _insert(connection, table, rows)
    for table, rows in guide_tables(reference).items():
        _insert(connection, table, rows)
    _insert(connection, "reference_version", [(reference_version(reference), digest)])
    return True


def reference_digest(reference: Path) -> str:
    """The sha256 (hex) of the files that are loaded."""
    return sha256(b"".join((reference / name).read_bytes() for name in _FILES)).hexdigest()


def reference_files(reference: Path) -> dict[str, bytes]:
    """The files that are loaded, by name, in the order of their digest."""
    return {name: (reference / name).read_bytes() for name in _FILES}


def reference_version(reference: Path) -> str:
    """The version that the folder states of itself."""
    return (reference / "VERSION").read_text(encoding="utf-8").strip()


def members_query(cohort: Mapping[str, Any]) -> tuple[str, list[object]]:
    """The query, with its parameters, that selects the municipalities of a cohort's rule.

    Conditions on a figure that is not stated do not hold. Raises ValueError for a field or a
    comparison that there is not.
    """
    terms, parameters = ["year = ?"], [cohort["year"]]
    for condition in cohort.get("where", ()):
        term, values = _condition(condition)
        terms.append(term)
        parameters += values
    if "within" in cohort:
        terms.append("municipality in (select municipality from cohort_member where cohort = ?)")
        parameters.append(cohort["within"])
    also = list(cohort.get("also", ()))
    query = (
        f"select municipality from municipality_fact where {' and '.join(terms)} union"  # noqa: S608  # terms are made of the columns in _FIELDS
        " select municipality from area_code where scheme = 'mois-sgg'"
        " and list_contains(?::varchar[], code) order by municipality"
    )
    return query, [*parameters, also]


def _condition(condition: Mapping[str, Any]) -> tuple[str, list[object]]:
    stated = dict(condition)
    column = _FIELDS.get(stated.pop("field", ""))
    if column is None or len(stated) != 1:
        fields = ", ".join(_FIELDS)
        msg = f"a condition has one of the fields {fields} and one comparison, not {condition}"
        raise ValueError(msg)
    ((comparison, value),) = stated.items()
    if comparison == "is":
        return f"{column} in ({', '.join('?' for _ in value)})", list(value)
    if comparison not in _COMPARISONS:
        msg = f"a comparison is one of is, {', '.join(_COMPARISONS)}, not {comparison}"
        raise ValueError(msg)
    return f"{column} {_COMPARISONS[comparison]} ?", [value]


def _load_cohorts(
    connection: duckdb.DuckDBPyConnection, cohorts: Iterable[Mapping[str, Any]]
) -> None:
    seen: set[str] = set()
    for cohort in cohorts:
        name, version = cohort["cohort"], cohort["version"]
        if "within" in cohort and cohort["within"] not in seen:
            msg = f"the cohort {name} lies within {cohort['within']}, which must stand above it"
            raise ValueError(msg)
        seen.add(name)
        query, parameters = members_query(cohort)
        members = connection.execute(query, parameters).fetchall()
        rule = yaml.safe_dump(
            {key: cohort[key] for key in ("within", "where", "also") if key in cohort},
            default_flow_style=True,
            allow_unicode=True,
            width=10_000,
        ).strip()
        described = (name, version, cohort["ko"], cohort["en"], cohort["year"], rule)
        rest = (cohort.get("is_default", False), cohort.get("note"))
        _insert(connection, "cohort", [(*described, *rest, cohort["source"], cohort["verified"])])
        _insert(connection, "cohort_member", [(name, version, member) for (member,) in members])


def _load_programmes(connection: duckdb.DuckDBPyConnection, stated: Mapping[str, Any]) -> None:
    programmes: Sequence[Mapping[str, Any]] = stated["programmes"]
    version = stated["version"]
    _insert(connection, "programme", [_programme(programme, version) for programme in programmes])
    for programme in programmes:
        key = programme["key"]
        milestones = [
            (key, step, milestone["ko"], milestone["en"], milestone.get("fact"))
            for step, milestone in enumerate(programme["milestones"], start=1)
        ]
        _insert(connection, "programme_milestone", milestones)
        sizes = ("stage", "smallest_won", "largest_won", "longest_months")
        _insert(connection, "programme_term", _statements(programme, "terms", sizes))
        conditions = ("rule", "value", "unit", "applies_to")
        _insert(connection, "programme_rule", _statements(programme, "rules", conditions))
        _insert(connection, "small_project_term", _small_project_terms(programme))


def _programme(programme: Mapping[str, Any], version: str) -> tuple[object, ...]:
    names = (programme["key"], version, programme["ko"], programme["en"], programme["ministry"])
    rest = (programme.get("is_default", False), programme.get("note"))
    return (*names, *rest, programme["source"], programme["verified"])


def _statements(
    programme: Mapping[str, Any], kind: str, fields: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """Terms or rules of a programme, whose source holds where they name none."""
    for stated in programme.get(kind, ()):
        yield (
            programme["key"],
            *(stated.get(field) for field in fields),
            _first_day(stated.get("valid_from")),
            _first_day(stated.get("valid_to")),
            stated.get("source", programme["source"]),
            stated.get("verified", programme["verified"]),
        )


def _small_project_terms(programme: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """The terms of each version, those of all before those of cities with a low ratio."""
    for version in programme.get("small_project_terms", ()):
        for terms in (version, *version.get("customised", ())):
            for name, term in terms["values"].items():
                yield (
                    programme["key"],
                    version["version"],
                    terms.get("key"),
                    terms.get("ratio_below_percent"),
                    name,
                    str(term["value"]),
                    _first_day(version.get("valid_from")),
                    _first_day(version.get("valid_to")),
                    term.get("source", programme["source"]),
                    term.get("verified", programme["verified"]),
                    term.get("is_proposal", False),
                    term.get("note"),
                )


def _first_day(stated: str | None) -> str | None:
    return f"{stated}-01-01" if stated and len(stated) == _YEAR_LENGTH else stated


def _load_csv(connection: duckdb.DuckDBPyConnection, table: str, path: Path, query: str) -> None:
    connection.execute(
        f"insert into {table} with file as (select * from read_csv(?, header = true,"  # noqa: S608  # table and query are of _FROM_CSV
        f" all_varchar = true, nullstr = '', quote = '\"', delim = ',')) select {query}",
        [str(path)],
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows by one statement; one each would take twice as long."""
    rows = list(rows)
    if rows:
        places = f"({', '.join('?' for _ in rows[0])})"
        connection.execute(
            f"insert into {table} values {', '.join([places] * len(rows))}",  # noqa: S608  # table is of this module
            [value for row in rows for value in row],
        )


def _tables() -> list[str]:
    return sorted(file.stem for file in (SQL_FOLDER / "reference").glob("*.sql"))


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    present = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database()"
    ).fetchall()
    for table in _tables():
        if (table,) in present:
            continue
        text = (SQL_FOLDER / "reference" / f"{table}.sql").read_text(encoding="utf-8")
        connection.execute(text)
        lines = [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("-- ")]
        comment = "\n".join(lines).replace("'", "''")
        connection.execute(f"comment on table {table} is '{comment}'")


def _yaml(path: Path) -> Mapping[str, Any]:
    stated: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return stated
