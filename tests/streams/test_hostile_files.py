"""Files made to break a reader: each row gets a problem or the file one refusal, in flat memory."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.formats import FileRefusedError, Row, read_rows
from streams.mapping import Mapping
from streams.mapping_file import read_mapping
from streams.rows import LONGEST_LINE

GOOD = b'{"specversion":"1.0","id":"e","data":{"occurred":"2025"}}'
RECEIVED = date(2025, 3, 31)
CSV = """
format: csv
id: [a]
unknown_columns: ignore
facts: [{type: community.identified.v1, subject: "community/{a}", occurred: b, fields: {name: c}}]
"""

BROKEN_ROWS = {
    b'{"a": ': "not-json",
    b"nonsense": "not-json",
    b"[]": "not-json",
    b"3": "not-json",
    b'{"a":1}}': "not-json",
    b'{"a":"' + "가".encode()[:2] + b'"}': "broken-utf-8",
    b'{"a":"' + "가".encode()[:2]: "broken-utf-8",
    b'{"a":"\xed\xa0\x80"}': "broken-utf-8",
    rb'{"a":"\ud800"}': "not-json",
    b'{"a":"\0"}': "nul-byte",
    rb'{"a":"\u0000"}': "nul-byte",
    rb'{"a":{"b":["\u0000"]}}': "nul-byte",
    b'{"a":NaN}': "not-a-json-number",
    b'{"a":-Infinity}': "not-a-json-number",
    b'{"a":1e999}': "not-a-json-number",
    b'{"a":9007199254740993}': "number-too-large",
    b'{"a":[{"b":-9007199254740992}]}': "number-too-large",
    b'{"a":1e300}': "number-too-large",
    b'{"a":1E+17}': "number-too-large",
    b'{"a":' + b"9" * 4_000 + b"}": "number-too-large",
    b'{"a":' + b"9" * 100_000 + b"}": "not-a-json-number",
    b'{"a":1,"a":1}': "duplicate-key",
    b'{"a":{"b":1,"c":2,"b":3}}': "duplicate-key",
    rb'{"a":1,"\u0061":2}': "duplicate-key",
    rb'{"x\u0022":1,"b":"\"","b":2}': "duplicate-key",
    b'{"a":' * 33 + b"1" + b"}" * 33: "too-deep",
    b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}": "too-deep",
    b'{"a":' * 100_000: "too-deep",
    b'{"a":"' + b"x" * LONGEST_LINE + b'"}': "row-too-long",
}


def read(path: Path, mapping: Mapping | None = None) -> list[Row]:
    mapping = mapping or Mapping(format="cloudevents")
    return list(read_rows(path, mapping, RECEIVED, "urn:dure:feed:t", str))


def codes(rows: Iterable[Row]) -> list[str | None]:
    return [row.problem.code if row.problem else None for row in rows]


def refusal(path: Path, mapping: Mapping | None = None) -> FileRefusedError:
    rows = read_rows(path, mapping or Mapping(format="cloudevents"), RECEIVED, "s", str)
    with pytest.raises(FileRefusedError) as caught:
        next(rows)
    return caught.value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delivery"


@pytest.mark.parametrize("row", BROKEN_ROWS, ids=lambda row: f"{row[:20]!r}-{len(row)}")
def test_a_broken_row_is_rejected_and_the_others_are_read(path: Path, row: bytes) -> None:
    path.write_bytes(GOOD + b"\n" + row + b"\n" + GOOD + b"\n")
    rows = read(path)
    assert codes(rows) == [None, BROKEN_ROWS[row], None]
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].problem is not None
    assert rows[1].problem.verdict == "rejected"
    assert len(rows[1].problem.sentence) < 300


@pytest.mark.parametrize("row", BROKEN_ROWS, ids=lambda row: f"{row[:20]!r}-{len(row)}")
def test_a_broken_row_in_front_does_not_hide_the_others(path: Path, row: bytes) -> None:
    path.write_bytes(row + b"\n" + GOOD + b"\n" + GOOD)
    if row == b"[]":  # a file that begins with an array is a batch
        assert codes(read(path)) == ["not-json"]
    else:
        assert codes(read(path)) == [BROKEN_ROWS[row], None, None]


@pytest.mark.parametrize("row", BROKEN_ROWS, ids=lambda row: f"{row[:20]!r}-{len(row)}")
def test_a_broken_row_alone_is_one_row(path: Path, row: bytes) -> None:
    path.write_bytes(row)
    assert len(codes(read(path))) == (0 if row == b"[]" else 1)


def test_thirty_two_levels_and_two_to_the_53_are_read(path: Path) -> None:
    path.write_bytes(
        b'{"a":' * 32 + b"1" + b"}" * 32 + b'\n{"a":9007199254740991,"b":"12345678901234567890"}'
    )
    assert codes(read(path)) == [None, None]


def test_a_long_element_of_a_batch_is_passed_over(path: Path) -> None:
    for filler in (b"x", rb"\"", rb"\\"):
        long_one = b'{"a":"' + filler * (2 * LONGEST_LINE) + b'"}'
        path.write_bytes(b"[" + GOOD + b"," + long_one + b"," + GOOD + b"]")
        assert codes(read(path)) == [None, "row-too-long", None]


def test_a_wrong_encoding_is_one_refusal_that_names_both(path: Path) -> None:
    text = "a,b,c\n" + "\n".join(f"{n},2025,마을 공동체 활동 {n}" for n in range(50))
    path.write_bytes(text.encode("cp949"))
    error = refusal(path, read_mapping(CSV))
    assert error.code == "wrong-encoding"
    assert "encoding: cp949" in str(error)
    path.write_bytes(text.encode())
    error = refusal(path, read_mapping(f"encoding: cp949\n{CSV}"))
    assert error.code == "wrong-encoding"
    assert "encoding: utf-8" in str(error)
    path.write_bytes(text.encode("utf-16"))
    assert "utf-16" in str(refusal(path, read_mapping(CSV)))


def test_json_in_a_wrong_encoding_is_one_refusal(path: Path) -> None:
    line = json.dumps({"id": "e", "data": {"venue": "마을 회관"}}, ensure_ascii=False)
    path.write_bytes((line + "\n").encode("cp949") * 20)
    assert refusal(path).code == "wrong-encoding"


def test_a_binary_file_is_no_text(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 500)
    assert refusal(path, read_mapping(CSV)).code in ("not-text", "wrong-encoding")


def test_one_truncated_character_spoils_one_row(path: Path) -> None:
    rows = [f"{n},2025,마을".encode() for n in range(20)]
    rows[5] = rows[5][:-1]
    path.write_bytes(b"\n".join([b"a,b,c", *rows]))
    assert [row.number for row in read(path, read_mapping(CSV)) if row.problem] == [7]


def test_nul_bytes_spoil_their_csv_row(path: Path) -> None:
    path.write_bytes(b"a,b,c\n1,2025,x\n2,2025,\0\n3,2025,z\n")
    assert codes(read(path, read_mapping(CSV))) == [None, "nul-byte", None]


def test_a_million_columns_are_refused_or_rejected(path: Path) -> None:
    path.write_bytes(b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n")
    assert refusal(path, read_mapping(CSV)).code == "too-many-columns"
    path.write_bytes(b"," * 1_000_000 + b"\n1\n")
    assert refusal(path, read_mapping(CSV)).code == "missing-column"
    path.write_bytes(b"a,b,c\n" + b"x," * 500_000 + b"\n1,2025,x\n")
    assert codes(read(path, read_mapping(CSV))) == ["ragged-row", None]
    path.write_bytes(b"a,b,c\n" + b"x," * 1_000_000 + b"\n1,2025,x\n")
    assert codes(read(path, read_mapping(CSV))) == ["row-too-long", None]


def test_an_enormous_header_is_refused(path: Path) -> None:
    path.write_bytes(b"x" * (2 * LONGEST_LINE) + b"\n1\n")
    assert refusal(path, read_mapping(CSV)).code == "no-header"


def test_open_quotes_on_every_line_take_linear_time(path: Path) -> None:
    path.write_bytes(b"a,b,c\n" + b'"1,2025,x\n' * 20_001)
    rows = read(path, read_mapping(CSV))
    assert all(codes(rows))
    assert rows[-1].number <= 20_002


READ_IN_LITTLE_MEMORY = """
import resource, sys
from datetime import date
from pathlib import Path
from streams.formats import read_rows
from streams.mapping_file import read_mapping
from streams.mapping import Mapping
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
mapping = read_mapping(sys.argv[2]) if sys.argv[2] else Mapping(format="cloudevents")
rows = problems = 0
for row in read_rows(Path(sys.argv[1]), mapping, date(2025, 3, 31), "s", str):
    rows += 1
    problems += row.problem is not None
print(rows, problems, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def read_apart(path: Path, mapping: str = "") -> tuple[int, int, int]:
    """Rows, problems and megabytes that another process needs to read a file."""
    done = subprocess.run(
        [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(path), mapping],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    rows, problems, megabytes = map(int, done.stdout.split())
    return rows, problems, megabytes


def write_gigabyte(path: Path, start: bytes, filler: bytes, end: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(start)
        for _ in range(1024):
            stream.write(filler * ((1 << 20) // len(filler)))
        stream.write(end)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "filler", "end", "mapping", "rows"),
    [
        (b"", b"x", b"\n" + GOOD, "", 2),
        (GOOD + b"\n", b"[", b"\n" + GOOD, "", 3),
        (GOOD + b"\n{", b'"a":', b"", "", 2),
        (b"[" + GOOD + b',{"a":"', b"x", b'"},' + GOOD + b"]", "", 3),
        (b"[" + GOOD + b",", b"[", b"", "", 3),
        (b"a,b,c\n1,2025,x\n2,2025,", b"x", b"\n3,2025,x\n", CSV, 3),
        (b'a,b,c\n1,2025,x\n2,2025,"', b"x", b'"\n3,2025,x\n', CSV, 3),
    ],
    ids=["line", "nested line", "cut line", "string", "cut batch", "cell", "quoted cell"],
)
def test_a_gigabyte_without_end_is_one_row_in_little_memory(
    path: Path, start: bytes, filler: bytes, end: bytes, mapping: str, rows: int
) -> None:
    write_gigabyte(path, start, filler, end)
    counted, problems, megabytes = read_apart(path, mapping)
    assert counted == rows
    assert problems >= 1
    assert megabytes < 64


def test_memory_does_not_grow_with_the_number_of_rows(path: Path) -> None:
    sizes = []
    for count in (20_000, 200_000):
        path.write_bytes((GOOD + b"\n") * count)
        rows, problems, megabytes = read_apart(path)
        assert (rows, problems) == (count, 0)
        sizes.append(megabytes)
    assert sizes[1] - sizes[0] < 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_give_rows_or_one_refusal(path: Path, content: bytes) -> None:
    for mapping in (Mapping(format="cloudevents"), read_mapping(CSV)):
        path.write_bytes(b"a,b,c\n" * (mapping.format == "csv") + content)
        try:
            rows = read(path, mapping)
        except FileRefusedError as error:
            assert error.code  # noqa: PT017 # a refusal is one of two right outcomes
        else:
            numbers = [row.number for row in rows]
            assert numbers == sorted(set(numbers))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(0, 9), max_size=4),
        max_size=8,
    )
)
def test_any_objects_are_read_alike_by_line_and_in_a_batch(
    path: Path, rows: list[dict[str, str | int]]
) -> None:
    path.write_bytes(b"\n".join(json.dumps(row).encode() for row in rows))
    by_line = [(row.events, codes([row])) for row in read(path)]
    path.write_bytes(json.dumps(rows).encode())
    assert [(row.events, codes([row])) for row in read(path)] == by_line
