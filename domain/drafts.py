"""What is about to be recorded: facts, corrections and withdrawals as drafts.

`streams.verdicts` and `Ledger.decide` make them, `domain.writing` appends them.
"""

from typing import Any

import msgspec

from domain.correction import Correction
from domain.facts import Basis, Fact, FactKey
from domain.published import content_digest, data_bytes


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A fact that is to be appended.

    `supersedes` is a log position; a negative one, `-1 - i`, means draft `i` of the same chunk.
    """

    source: str
    id: str
    subject: str
    fact: Fact
    data: bytes
    digest: str
    basis: Basis = Basis.REPORTED
    delivery: str | None = None
    row: int | None = None
    supersedes: int | None = None
    by: str | None = None
    time: str | None = None


class Target(msgspec.Struct, frozen=True, gc=False):
    """What a correction may replace: the current head of a fact, and what it is about.

    `own` is the digest of the entry that was asked for, `digest` that of the head, and `depth`
    counts the entries from the one to the other.
    """

    head: int
    digest: str
    subject: str
    topic: str
    depth: int
    own: str


def draft(source: str, id_: str, subject: str, fact: Fact, **more: Any) -> Draft:
    """A draft with its canonical data and digest.

    The digest of a correction is that of the corrected content, so that a row delivered again
    with the corrected values is found to be a duplicate.
    """
    data = data_bytes(fact)
    digest = content_digest(fact.TOPIC, subject, data)
    return Draft(source, id_, subject, fact, data, digest, **more)


def correction(
    source: str, id_: str, target: Target, key: FactKey, replacement: Fact, **more: Any
) -> Draft:
    """A draft that replaces the head of `target` by `replacement`, which is of the same kind."""
    content = data_bytes(replacement)
    fact = Correction.Corrected(
        occurred=replacement.occurred,
        fact=key,
        corrects=replacement.TOPIC,
        replacement=msgspec.json.decode(content),
    )
    made = draft(source, id_, target.subject, fact, supersedes=target.head, **more)
    return msgspec.structs.replace(
        made, digest=content_digest(replacement.TOPIC, target.subject, content)
    )


def withdrawal(
    source: str, id_: str, target: Target, fact: Correction.Withdrawn, **more: Any
) -> Draft:
    """A draft that ends `target`.

    Its digest leaves out when it occurred, which is the day of receipt unless stated: the same
    withdrawal delivered again on another day is a duplicate.
    """
    made = draft(source, id_, target.subject, fact, supersedes=target.head, **more)
    stated = msgspec.json.encode([fact.fact, fact.reason])
    return msgspec.structs.replace(made, digest=content_digest(fact.TOPIC, target.subject, stated))
