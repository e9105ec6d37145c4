"""Definitions as the ledger keeps them: adopted by an office, read back from there alone."""

from pathlib import Path

import duckdb
import pytest

from dure.adopting import (
    AREA_TABLE,
    DEFINITIONS,
    NotAdoptedError,
    adopt,
    adopted_area_table,
    adopted_digest,
    adopted_set,
)
from dure.cli import run
from dure.wiring import Home, reference_folder
from warehouse.definition_set import DefinitionSet, present_definitions
from warehouse.reference import load_reference
from warehouse.relations import relations, relations_digest
from warehouse.tables import create_tables

OFFICE = "Ministry, community division"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    assert run(["--home", str(tmp_path / "home"), "init"]) == 0
    return Home(tmp_path / "home")


def test_nothing_is_adopted_in_a_new_home(home: Home) -> None:
    with home.open_ledger() as ledger:
        assert adopted_digest(ledger) is None
        assert adopted_area_table(ledger) is None
        with pytest.raises(NotAdoptedError, match="dure indicators adopt"):
            adopted_set(ledger)


def test_what_was_adopted_is_read_back_whole(home: Home) -> None:
    adopted = adopt(home, OFFICE)
    with home.open_ledger() as ledger:
        assert adopted_set(ledger).texts == present_definitions().texts
        assert adopted_set(ledger, adopted.digest).digest == adopted.digest
        area_table = adopted_area_table(ledger)
        assert area_table is not None
        assert area_table.version == adopted.area_table
        assert {entry.by for entry in ledger.entries(DEFINITIONS)} == {OFFICE}


def test_the_same_definitions_are_adopted_once(home: Home) -> None:
    assert adopt(home, OFFICE).is_new
    with home.open_ledger() as ledger:
        before = ledger.head()
    assert not adopt(home, OFFICE).is_new
    with home.open_ledger() as ledger:
        assert ledger.head() == before
        assert len(ledger.entries(AREA_TABLE)) == 1


def test_a_change_records_the_changed_texts_only_and_keeps_the_old_set(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = adopt(home, OFFICE)
    texts = dict(present_definitions().texts)
    texts["estimators/wilson.sql"] += "-- of another code\n"
    del texts["indicators/a6_participation_reach.sql"]
    changed = DefinitionSet(texts)
    monkeypatch.setattr("dure.adopting.present_definitions", lambda: changed)
    second = adopt(home, OFFICE)
    assert second.new_texts == 1
    with home.open_ledger() as ledger:
        assert adopted_digest(ledger) == second.digest == changed.digest
        assert adopted_set(ledger).texts == changed.texts
        assert adopted_set(ledger, first.digest).texts == present_definitions().texts


def test_going_back_to_an_earlier_set_is_an_adoption_too(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = adopt(home, OFFICE)
    with monkeypatch.context() as patch:
        other = DefinitionSet({"log.sql": "select 1;\n"})
        patch.setattr("dure.adopting.present_definitions", lambda: other)
        adopt(home, OFFICE)
    assert adopt(home, OFFICE).new_texts == 0
    with home.open_ledger() as ledger:
        assert adopted_digest(ledger) == first.digest


def test_adopted_texts_build_every_relation_of_their_time(home: Home) -> None:
    adopt(home, OFFICE)
    with home.open_ledger() as ledger:
        read_back = adopted_set(ledger)
    assert [one.text for one in read_back.relations] == [one.text for one in relations()]
    with duckdb.connect() as connection:
        create_tables(connection)
        load_reference(connection, reference_folder())
        read_back.build(connection)
        assert [(relations_digest(),)] == connection.execute(
            "select digest from built_from"
        ).fetchall()


def test_a_new_area_table_is_adopted_by_itself(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    adopt(home, OFFICE)
    monkeypatch.setattr("dure.adopting.reference_version", lambda _folder: "2030.1")
    adopted = adopt(home, OFFICE)
    assert (adopted.is_new, adopted.new_texts, adopted.area_table) == (True, 0, "2030.1")
    assert not adopt(home, OFFICE).is_new
    with home.open_ledger() as ledger:
        area_table = adopted_area_table(ledger)
        assert area_table is not None
        assert area_table.version == "2030.1"


def test_the_command_prints_the_digest(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(home.folder), "indicators", "adopt", "--by", OFFICE]) == 0
    assert capsys.readouterr().out == f"{present_definitions().digest}\n"
    assert run(["--home", str(home.folder), "indicators", "adopt", "--by", OFFICE]) == 0
    told = capsys.readouterr()
    assert told.out == f"{present_definitions().digest}\n"
    assert "adopted already" in told.err
