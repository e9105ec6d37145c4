"""Writes figures as CSV and Parquet: the same figures are the same bytes, whoever writes them.

`dure.publishing` writes them beside a description of the package; `dure.reproducing` writes them
again and compares.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from warehouse.cards import Bilingual
from warehouse.publication.figures import Figure

CSV: Final = "figures.csv"
PARQUET: Final = "figures.parquet"
_CREATOR: Final = b"dure"  # in the place of the library's version, which would be another byte
_LONGEST_CREATOR: Final = 127  # bytes whose length is one byte of the footer
_FOOTER_TAIL: Final = 8  # bytes: the footer's length, and the magic number
_TYPES: Final = {
    "valid_at": ("date", pa.date32()),
    "indicator": ("string", pa.string()),
    "version": ("string", pa.string()),
    "unit_type": ("string", pa.string()),
    "unit_id": ("string", pa.string()),
    "measure": ("string", pa.string()),
    "status": ("string", pa.string()),
    "value": ("number", pa.float64()),
    "low": ("number", pa.float64()),
    "high": ("number", pa.float64()),
    "bound_low": ("number", pa.float64()),
    "bound_high": ("number", pa.float64()),
    "numerator": ("number", pa.float64()),
    "denominator": ("number", pa.float64()),
    "n": ("integer", pa.int64()),
    "observed_months": ("integer", pa.int64()),
    "required_months": ("integer", pa.int64()),
    "coverage": ("number", pa.float64()),
}
_WORDS: Final = {
    "valid_at": "The day T that the figure describes.",
    "indicator": "The indicator, as in the catalogue of dure.",
    "version": "The version of the indicator's definition.",
    "unit_type": "The type of unit.",
    "unit_id": "The unit.",
    "measure": "Which number of the indicator.",
    "status": "mature, maturing, no_data, not_applicable or suppressed; only mature has a value.",
    "value": "The value.",
    "low": "Lower end of the 95 % interval.",
    "high": "Upper end of the 95 % interval.",
    "bound_low": "Least value that imprecise dates and missing months leave open.",
    "bound_high": "Greatest value that imprecise dates and missing months leave open.",
    "numerator": "What was counted.",
    "denominator": "Of how many.",
    "n": "How many were looked at.",
    "observed_months": "Months observed.",
    "required_months": "Months that the measure needs.",
    "coverage": "Share of the expected months that were observed.",
}
_KEY: Final = ("valid_at", "indicator", "unit_type", "unit_id", "measure")
_STATUSES: Final = ("mature", "maturing", "no_data", "not_applicable", "suppressed")
_ENGINES: Final = ("duckdb", "pyarrow", "great-expectations")

Files = Mapping[str, bytes]
"""Files of a publication by name."""


def data_files(figures: Sequence[Figure]) -> Files:
    """The figures as CSV and as Parquet."""
    return {CSV: _csv(figures), PARQUET: _parquet(figures)}


def outputs_digest(files: Files) -> str:
    """The sha256 (hex) over names and digests of files, by name."""
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return sha256("".join(lines).encode()).hexdigest()


def engine_versions() -> str:
    """The libraries that compute and write, with their versions."""
    return ", ".join(f"{name} {version(name)}" for name in _ENGINES)


def data_package(
    id_: str, names: Bilingual, purpose: Bilingual, pins: Mapping[str, Any], files: Files
) -> bytes:
    """The description of the files as a Frictionless Data Package (datapackage.json, version 1)."""
    described = {
        "profile": "tabular-data-package",
        "name": id_,
        "id": id_,
        "title": f"{names.ko} · {names.en}",
        "description": f"{purpose.ko}\n\n{purpose.en}",
        "resources": [_csv_resource(files[CSV]), _parquet_resource(files[PARQUET])],
        "dure": dict(pins),
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _csv_resource(content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": "figures",
        "path": CSV,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": {
            "fields": [_field(name) for name in _TYPES],
            "primaryKey": list(_KEY),
            "missingValues": [""],
        },
    }


def _parquet_resource(content: bytes) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": "figures-parquet",
        "path": PARQUET,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }


def _field(name: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _TYPES[name][0], "description": _WORDS[name]}
    if name in _KEY:
        field["constraints"] = {"required": True}
    if name == "status":
        field["constraints"] = {"required": True, "enum": list(_STATUSES)}
    return field


def _csv(figures: Sequence[Figure]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Figure._fields)
    writer.writerows([["" if cell is None else _cell(cell) for cell in row] for row in figures])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """A value as text; floats in the shortest form that reads back as the same number."""
    return repr(value) if isinstance(value, float) else str(value)


def _parquet(figures: Sequence[Figure]) -> bytes:
    columns: list[Sequence[Any]] = list(zip(*figures, strict=True)) or [() for _ in _TYPES]
    arrays = [
        pa.array(column, type_) for column, (_, type_) in zip(columns, _TYPES.values(), strict=True)
    ]
    sink = pa.BufferOutputStream()
    parquet.write_table(
        pa.table(arrays, names=list(_TYPES)),
        sink,
        version="2.6",
        compression="none",  # another version of a codec may write other bytes
        use_dictionary=False,
        data_page_version="1.0",
        store_schema=False,  # Arrow's own schema, which its version shapes
        row_group_size=1_000_000,  # all figures in one
    )
    return _without_version(sink.getvalue().to_pybytes())


def _without_version(content: bytes) -> bytes:
    """The file with `dure` as its creator: the library would name its own version.

    The footer is Thrift's compact form, in which a text stands after its length; nothing refers
    to places in the footer but its own length, which is written anew.
    """
    creator = parquet.read_metadata(pa.BufferReader(content)).created_by.encode()
    if len(creator) > _LONGEST_CREATOR:
        msg = f"the Parquet library calls itself {creator!r}, longer than a byte can say"
        raise ValueError(msg)
    length = int.from_bytes(content[-_FOOTER_TAIL:-4], "little")
    start = len(content) - _FOOTER_TAIL - length
    stated = bytes([len(creator)]) + creator
    footer = content[start : start + length].replace(stated, bytes([len(_CREATOR)]) + _CREATOR)
    return content[:start] + footer + len(footer).to_bytes(4, "little") + content[-4:]
