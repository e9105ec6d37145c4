"""Compares checked rows with what the ledger and the chunk itself know, and drafts what is new.

`streams.intake` drives it, one `ChunkOfRows` per transaction. A row is taken whole or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from domain.correction import Correction
from domain.drafts import Draft, Target, correction, withdrawal
from domain.facts import FactKey
from domain.records import Unaccepted
from domain.vocabulary import OWN_AGGREGATES
from domain.writing import Writing
from streams.checking import CHANGE_MARK, Candidate, EventChecker, RejectedEventError
from streams.hiding import Hide, kept_of
from streams.receipt import RowVerdict
from streams.rows import Problem, Row

Key = tuple[str, str]


class CheckedRow(msgspec.Struct, frozen=True, gc=False):
    """A row of a delivery with its candidates, or with the problem that kept it from having any.

    `checker` and `hide` are those of its feed.
    """

    delivery: str
    row: Row
    candidates: list[Candidate]
    problem: Problem | None
    checker: EventChecker
    hide: Hide


class NotTakenError(Exception):
    """A row that is not taken: its verdict, the problem, and the fact it waits for, if any."""

    def __init__(self, verdict: str, problem: Problem, awaits: Key | None = None) -> None:
        super().__init__(problem.sentence)
        self.verdict = verdict
        self.problem = problem
        self.awaits = awaits


class Taken(NamedTuple):
    """A row of this or another delivery that was in quarantine and is taken now."""

    delivery: str
    row: int
    verdict: RowVerdict


@dataclass
class ChunkOfRows:
    """The verdicts and drafts of one chunk.

    `heads` leads from a fact's key to the entry in force when the chunk began, or to a draft;
    `moved` leads on from an entry that a draft of this chunk supersedes, with the draft's digest.
    `stated` holds the keys that earlier rows of the delivery stated, where its file states each
    fact once: a row that says other things of one of them is a conflict, not a correction.
    """

    writing: Writing
    corrects_changes: bool
    stated: set[int] | None = None
    drafts: list[Draft] = field(default_factory=list)
    unaccepted: list[Unaccepted] = field(default_factory=list)
    closed: list[Taken] = field(default_factory=list)
    verdicts: dict[tuple[str, int], str] = field(default_factory=dict)
    _deferred: list[CheckedRow] = field(default_factory=list)
    _heads: dict[Key, Target] = field(default_factory=dict)
    _moved: dict[int, tuple[int, str]] = field(default_factory=dict)

    def look_up(self, candidates: Iterable[Candidate]) -> None:
        """Ask the ledger once for every fact that these candidates are or are about."""
        keys: set[Key] = set()
        for candidate in candidates:
            keys.add((candidate.source, candidate.id))
            if candidate.target is not None:
                keys.add((candidate.target.source, candidate.target.id))
        receipts = self.writing.known(list(keys - self._heads.keys()))
        if receipts:
            self._heads.update(self.writing.targets(receipts))

    def judge(self, row: CheckedRow) -> None:
        """Give a row its verdict; a correction of an unknown fact waits for the chunk's end."""
        if row.problem is not None:
            self._refuse(row, NotTakenError(row.problem.verdict, row.problem))
            return
        try:
            self.verdicts[row.delivery, row.row.number] = self.take(row)
        except NotTakenError as not_taken:
            if not_taken.awaits is None:
                self._refuse(row, not_taken)
            else:
                self._deferred.append(row)

    def settle(self) -> None:
        """Try the rows that wait again, as long as one of them is taken or refused for good."""
        is_moving = True
        while is_moving and self._deferred:
            waiting, self._deferred = self._deferred, []
            for row in waiting:
                self.judge(row)
            is_moving = len(self._deferred) < len(waiting)

    def refuse_waiting(self) -> None:
        """Quarantine the rows that still wait: what they are about may come another day."""
        waiting, self._deferred = self._deferred, []
        for row in waiting:
            try:
                self.verdicts[row.delivery, row.row.number] = self.take(row)
            except NotTakenError as not_taken:
                self._refuse(row, not_taken)

    def closed_rows(self) -> list[tuple[str, int]]:
        """The rows that leave quarantine with this chunk, as the ledger names them."""
        return [(taken.delivery, taken.row) for taken in self.closed]

    def take(self, row: CheckedRow) -> RowVerdict:
        """Draft everything of a row; raises NotTakenError, and then nothing of it is drafted."""
        before = len(self.drafts)
        is_corrected = False
        added: list[tuple[dict[Any, Any], Any]] = []
        try:
            for candidate in row.candidates:
                made = self._draft(candidate, row)
                if made is not None:
                    is_corrected |= self._stage(candidate, *made, added)
        except (NotTakenError, RejectedEventError) as error:
            del self.drafts[before:]
            for table, key in added:
                del table[key]
            if isinstance(error, NotTakenError):
                raise
            raise NotTakenError(error.problem.verdict, error.problem) from None
        if self.stated is not None:
            self.stated.update(hash_of(one.source, one.id) for one in row.candidates)
        if is_corrected:
            return RowVerdict.CORRECTED
        if len(self.drafts) > before or not row.candidates:
            return RowVerdict.ACCEPTED  # a row for which no fact is mapped is taken, and empty
        return RowVerdict.DUPLICATE

    def _refuse(self, row: CheckedRow, not_taken: NotTakenError) -> None:
        problem = not_taken.problem
        self.verdicts[row.delivery, row.row.number] = not_taken.verdict
        self.unaccepted.append(
            Unaccepted(
                delivery=row.delivery,
                row=row.row.number,
                verdict=not_taken.verdict,
                code=problem.code,
                field=problem.column,
                sentence=problem.sentence,
                content=kept_of(row.row, row.hide),
                is_open=not_taken.verdict == RowVerdict.QUARANTINED,
                awaits=" ".join(not_taken.awaits) if not_taken.awaits else None,
            )
        )

    def _draft(self, candidate: Candidate, row: CheckedRow) -> tuple[Draft, Target | None] | None:
        """The draft of a candidate and the head it replaces; None for a fact that is known."""
        known = self._head((candidate.source, candidate.id))
        if candidate.target is not None:
            return self._draft_correction(candidate, candidate.target, known, row)
        if known is None:
            return _new(candidate, row), None
        if candidate.digest == known.digest:
            return None
        if candidate.digest == known.own and not self.corrects_changes:
            return None  # delivered again after it was corrected: nothing new is said
        is_same_thing = (known.topic, known.subject) == (candidate.fact.TOPIC, candidate.subject)
        if self.stated is not None and hash_of(candidate.source, candidate.id) in self.stated:
            sentence = f"another row of this delivery says other things of {candidate.id}"
            raise NotTakenError(RowVerdict.CONFLICT, Problem("stated-twice", sentence))
        if not (self.corrects_changes and is_same_thing):
            sentence = (
                f"{candidate.id} is recorded with other content, which is kept; "
                "send dure.fact.corrected.v1 if the record is wrong"
            )
            raise NotTakenError(RowVerdict.CONFLICT, Problem("conflict", sentence))
        id_ = f"{candidate.id}{CHANGE_MARK}{known.depth + 1}"
        key = FactKey(candidate.source, candidate.id)
        more = _origin(candidate, row)
        return correction(candidate.source, id_, known, key, candidate.fact, **more), known

    def _draft_correction(
        self,
        candidate: Candidate,
        about: FactKey,
        known: Target | None,
        row: CheckedRow,
    ) -> tuple[Draft, Target] | None:
        target = self._head((about.source, about.id))
        if target is None:
            sentence = f"it corrects {about.id} of {about.source}, which is not known yet"
            problem = Problem("unknown-fact", sentence, "fact")
            raise NotTakenError(RowVerdict.QUARANTINED, problem, (about.source, about.id))
        if target.topic.partition(".")[0] in OWN_AGGREGATES:
            sentence = f"{about.id} of {about.source} is dure's own record, which no feed changes"
            raise NotTakenError(RowVerdict.QUARANTINED, Problem("own-type", sentence, "fact"))
        more = _origin(candidate, row)
        if isinstance(candidate.fact, Correction.Withdrawn):
            one = withdrawal(candidate.source, candidate.id, target, candidate.fact, **more)
        else:
            replacement = row.checker.replacement(target.topic, candidate.fact)
            one = correction(candidate.source, candidate.id, target, about, replacement, **more)
        if known is None:
            return one, target
        if (known.own, known.head) == (one.digest, target.head):
            return None
        sentence = f"the correction {candidate.id} is recorded with other content, which is kept"
        raise NotTakenError(RowVerdict.CONFLICT, Problem("conflict", sentence))

    def _stage(
        self,
        candidate: Candidate,
        one: Draft,
        replaced: Target | None,
        added: list[tuple[dict[Any, Any], Any]],
    ) -> bool:
        """Add a draft; its key, and the fact it replaces, lead to it. Whether a row was changed.

        `added` gets each table with the key it got, to be taken out again with the row.
        """
        head = Target(
            head=-1 - len(self.drafts),
            digest=one.digest,
            subject=one.subject,
            topic=one.fact.TOPIC if replaced is None else replaced.topic,
            depth=0,
            own=one.digest,
        )
        self.drafts.append(one)
        key = (candidate.source, candidate.id)
        if key not in self._heads:
            self._heads[key] = head
            added.append((self._heads, key))
        if replaced is None:
            return False
        self._moved[replaced.head] = (head.head, head.digest)
        added.append((self._moved, replaced.head))
        return candidate.target is None

    def _head(self, key: Key) -> Target | None:
        target = self._heads.get(key)
        while target is not None and target.head in self._moved:
            head, digest = self._moved[target.head]
            depth = target.depth + 1
            target = msgspec.structs.replace(target, head=head, digest=digest, depth=depth)
        return target


def hash_of(source: str, id_: str) -> int:
    """What `ChunkOfRows.stated` keeps of a fact's key: 64 bits, a million rows take 60 MB."""
    return hash((source, id_))


def _new(candidate: Candidate, row: CheckedRow) -> Draft:
    return Draft(
        candidate.source,
        candidate.id,
        candidate.subject,
        candidate.fact,
        candidate.data,
        candidate.digest,
        delivery=row.delivery,
        row=row.row.number,
        time=candidate.time,
    )


def _origin(candidate: Candidate, row: CheckedRow) -> dict[str, Any]:
    """What the draft of a correction says of where it came from."""
    return {"delivery": row.delivery, "row": row.row.number, "time": candidate.time}
