"""Lets kafka-python read records whose header names are not in UTF-8.

The library (3.0.12) raises CorruptRecordError at such a record and would stay at its batch for
ever. A producer written in C sends names in any encoding, and no broker objects.
"""

from typing import Any

from kafka.record import memory_records
from kafka.record.default_records import DefaultRecord, DefaultRecordBatch
from kafka.record.util import decode_varint


class _LenientBatch(DefaultRecordBatch):  # type: ignore[misc]  # kafka-python ships no types
    """A batch in which a name that is not in UTF-8 is read as far as it is."""

    def _read_msg(self, *arguments: Any) -> DefaultRecord:
        start = self._pos
        try:
            return super()._read_msg(*arguments)
        except UnicodeDecodeError:
            return self._read_again(start)

    def _read_again(self, start: int) -> DefaultRecord:
        length, begin = decode_varint(self._buffer, start)
        _, position = decode_varint(self._buffer, begin)  # attributes, which no record uses
        passed, position = decode_varint(self._buffer, position)
        offset, position = decode_varint(self._buffer, position)
        key, position = self._bytes(position)
        value, position = self._bytes(position)
        count, position = decode_varint(self._buffer, position)
        headers = []
        for _ in range(count):
            name, position = self._bytes(position)
            told, position = self._bytes(position)
            headers.append(((name or b"").decode(errors="replace"), told))
        self._pos = begin + length
        return DefaultRecord(
            length,
            self.base_offset + offset,
            self.first_timestamp + passed,
            self.timestamp_type,
            key,
            value,
            headers,
        )

    def _bytes(self, position: int) -> tuple[bytes | None, int]:
        length, position = decode_varint(self._buffer, position)
        if length < 0:
            return None, position
        return bytes(self._buffer[position : position + length]), position + length


def read_leniently() -> None:
    """Let all consumers of this process read such records."""
    memory_records.DefaultRecordBatch = _LenientBatch
