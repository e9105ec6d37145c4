"""Resident (주민): a pseudonym, its roles and what it has learnt. First seen is derived."""

from domain.aggregate import Aggregate
from domain.facts import Fact, Hours, Key, Person, Text


class Resident(Aggregate):
    """A person, known by a pseudonym only. Subject `resident/P`, where P is that pseudonym."""

    NAME = "resident"
    KO = "주민"
    SUBJECT_IS_PERSON = True

    class RoleTaken(Fact):
        """A resident took on a role: contributor, organiser or representative."""

        TOPIC = "resident.role_taken.v1"
        KO = "역할 맡음"
        EN = "Role taken"
        community: Key
        role: Key
        organisation: Key | None = None
        required_by_programme: Key | None = None

    class RoleEnded(Fact):
        """A resident laid down a role."""

        TOPIC = "resident.role_ended.v1"
        KO = "역할 종료"
        EN = "Role ended"
        community: Key
        role: Key
        organisation: Key | None = None

    class TrainingCompleted(Fact):
        """A resident completed a training."""

        TOPIC = "resident.training_completed.v1"
        KO = "교육 수료"
        EN = "Training completed"
        community: Key
        training: Key
        hours: Hours | None = None
        required_by_programme: Key | None = None

    class MovedOut(Fact):
        """A resident left the community's area, or died; either censors."""

        TOPIC = "resident.moved_out.v1"
        KO = "전출"
        EN = "Moved out"
        community: Key
        reason: Key | None = None

    class ConsentGiven(Fact):
        """A resident agreed that coarse bands about them are used."""

        TOPIC = "resident.consent_given.v1"
        KO = "동의"
        EN = "Consent given"
        community: Key
        age_band: Key | None = None
        sex: Key | None = None
        residence_band: Key | None = None

    class ConsentWithdrawn(Fact):
        """A resident took the consent back."""

        TOPIC = "resident.consent_withdrawn.v1"
        KO = "동의 철회"
        EN = "Consent withdrawn"
        community: Key

    class PseudonymsLinked(Fact):
        """Two pseudonyms turned out to be one person."""

        TOPIC = "resident.pseudonyms_linked.v1"
        KO = "동일인 확인"
        EN = "Pseudonyms linked"
        same_as: Person
        evidence: Text | None = None
