"""Corrections and withdrawals: new facts that supersede an earlier one; nothing is overwritten."""

from typing import Any

from domain.facts import Fact, FactKey, Text


class Correction:
    """Facts about facts. They are stored with the aggregate of the fact that they name."""

    NAME = "fact"
    KO = "사실"

    class Corrected(Fact):
        """`replacement` is the whole corrected data of the fact, which is of type `corrects`.

        On the wire `corrects` may be left out; the ledger fills it in from the named fact.
        """

        TOPIC = "fact.corrected.v1"
        KO = "정정"
        EN = "Fact corrected"
        fact: FactKey
        replacement: dict[str, Any]
        corrects: str | None = None
        reason: Text | None = None

    class Withdrawn(Fact):
        """The named fact no longer holds and nothing takes its place."""

        TOPIC = "fact.withdrawn.v1"
        KO = "철회"
        EN = "Fact withdrawn"
        fact: FactKey
        reason: Text | None = None
