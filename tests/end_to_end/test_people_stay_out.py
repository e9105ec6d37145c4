"""A home after deliveries full of people: no name, no phone, no address in ledger or warehouse."""

import json
import stat
from pathlib import Path
from typing import Final

import duckdb
import pytest

from tests.end_to_end.dure_process import Command, participation, write_events

NAMES: Final = ("홍길동", "김철수", "Park Jungeun", "이영희")
IDENTIFIERS: Final = (
    "010-1234-5678",
    "01098765432",
    "02) 345-6789",
    "hong@example.org",
    "800101-1234567",
)
MAPPING: Final = """
format: csv
encoding: cp949
id: [활동번호, 참여자]
on_change: correct
drop: [전화번호]
facts:
  - type: community.participation_recorded.v1
    id: "{활동번호}:{참여자}"
    subject: "community/{마을}"
    occurred: 날짜
    each: {column: 참여자, split: "[,·]", as: 참여자}
    fields:
      activity: 활동번호
      resident: 참여자
"""
ROWS: Final = f"""활동번호,마을,날짜,참여자,전화번호
A1,K1,2025.3.2.,"{NAMES[0]},{NAMES[1]}",{IDENTIFIERS[0]}
A2,K1,2025.3.3.,{NAMES[2]},{IDENTIFIERS[1]}
A3,K1,언젠가,{NAMES[3]},{IDENTIFIERS[2]}
A4,K1 {IDENTIFIERS[4]},2025.3.4.,{NAMES[3]},{IDENTIFIERS[3]}
A5,K1,2025.3.5.,{IDENTIFIERS[1]},{IDENTIFIERS[1]}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A home that has taken in people in every place where a body might write them."""
    folder = tmp_path_factory.mktemp("people")
    command = Command(folder / "home")
    command.succeed("feed", "add", "village")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    command.succeed("feed", "add", "table", "--mapping", str(folder / "mapping.yaml"))
    events = [
        participation(1, resident=NAMES[0]),
        participation(2, resident=IDENTIFIERS[0]),
        participation(3, activity=f"{IDENTIFIERS[3]} 문의"),
        participation(4, resident={"name": NAMES[1]}),
        participation(5, nickname=NAMES[2]),
        participation(6, resident=NAMES[3], occurred="soon"),
        participation(7) | {"id": f"row {IDENTIFIERS[1]}"},
        participation(8) | {"subject": f"residents/{NAMES[2]}"},
        participation(9) | {"subject": f"community/{IDENTIFIERS[4]}"},
        participation(10, resident=NAMES[1]) | {"type": "dure.none.v1"},
        participation(11)
        | {
            "type": "dure.fact.corrected.v1",
            "data": {
                "fact": {"source": "urn:dure:feed:village", "id": "row-99"},
                "replacement": participation(99, resident=NAMES[2])["data"],
            },
        },
    ]
    counts = command.submit(write_events(folder / "events.ndjson", events))["counts"]
    assert (counts["accepted"], counts["quarantined"]) == (2, 9)
    table = folder / "table.csv"
    table.write_bytes(ROWS.encode("cp949"))
    done = command.run("feed", "submit", str(table), "--feed", "table", "--format", "json")
    receipt = json.loads(done.stdout)
    assert (receipt["facts"], receipt["counts"]["quarantined"]) == (4, 2), receipt["notes"]
    command.succeed("load")
    return command


def raw_values() -> list[str]:
    """The people as they were delivered, and as JSON and other notations escape them."""
    values = [*NAMES, *IDENTIFIERS]
    return values + [json.dumps(value)[1:-1] for value in values]


def test_no_file_of_the_home_holds_people_but_the_originals_that_are_kept(home: Command) -> None:
    searched = 0
    for path in home.folder.rglob("*"):
        if path.is_file() and "kept" not in path.parts:
            content = path.read_bytes()
            searched += 1
            for value in raw_values():
                for encoding in ("utf-8", "cp949", "utf-16-le"):
                    assert value.encode(encoding) not in content, (path.name, value)
    assert searched >= 5


def test_no_table_of_the_warehouse_holds_people(home: Command) -> None:
    """DuckDB compresses its blocks, so the bytes alone would not prove it."""
    path = home.folder / "warehouse" / "snapshot.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        told = "".join(str(connection.execute(f'from "{name}"').fetchall()) for (name,) in tables)
    assert "p-" in told
    for value in raw_values():
        assert value not in told, value


def test_what_dure_prints_of_the_home_holds_no_people(home: Command) -> None:
    printed = [
        home.succeed("quarantine", "list", "--format", "json"),
        home.succeed("history", "community/K1", "--format", "json"),
        home.run("quarantine", "replay").stdout,
    ]
    for value in raw_values():
        assert value not in "".join(printed), value


def test_the_originals_are_for_their_owner_alone(home: Command) -> None:
    kept = [path for path in home.folder.rglob("kept/*") if path.is_file()]
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700
    key = home.folder / "keys" / "person.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_repair_names_people_by_pseudonym_too(home: Command, tmp_path: Path) -> None:
    event = participation(500, occurred="soon", resident=NAMES[0])
    receipt = home.submit(write_events(tmp_path / "one.ndjson", [event]))
    patch = json.dumps({"occurred": "2025-03-02", "resident": NAMES[1]})
    row = ("--delivery", receipt["delivery"], "--row", "1", "--set", patch)
    home.succeed("quarantine", "replay", *row)
    test_no_file_of_the_home_holds_people_but_the_originals_that_are_kept(home)


def test_one_person_has_one_pseudonym_in_a_feed_and_another_in_another(home: Command) -> None:
    def residents(like: str) -> set[str]:
        told = home.succeed(
            "sql",
            f"select resident from participation where source like '%{like}' order by all",  # noqa: S608  # from below
            "--format",
            "csv",
        )
        return set(told.split()[1:])

    assert len(residents("table")) == 4
    assert not residents("table") & residents("village")


def test_the_same_table_again_is_known_though_its_people_are_hidden(
    home: Command, tmp_path: Path
) -> None:
    again = tmp_path / "again.csv"
    again.write_bytes((ROWS.splitlines()[0] + "\n" + ROWS.splitlines()[1] + "\n").encode("cp949"))
    done = home.run("feed", "submit", str(again), "--feed", "table", "--format", "json")
    assert json.loads(done.stdout)["counts"]["duplicate"] == 1
