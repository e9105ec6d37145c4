"""Community (마을·공동체): what residents of one place do together, and the support they get."""

from domain.aggregate import Aggregate
from domain.dates import Occurred
from domain.facts import Area, Count, Fact, Key, Person, Text


class Community(Aggregate):
    """A village or neighbourhood in which residents act together. Subject `community/K`."""

    NAME = "community"
    KO = "마을·공동체"

    class Identified(Fact):
        """A community is entered with its name and area."""

        TOPIC = "community.identified.v1"
        KO = "마을 등록"
        EN = "Community identified"
        name: Text
        registered_residents: Count | None = None
        residents_aged_13_and_over: Count | None = None

    class BoundaryChanged(Fact):
        """From this day the community lies in another area."""

        TOPIC = "community.boundary_changed.v1"
        KO = "구역 변경"
        EN = "Boundary changed"
        reason: Text | None = None

    class Merged(Fact):
        """The community goes on as part of another."""

        TOPIC = "community.merged.v1"
        KO = "마을 통합"
        EN = "Community merged"
        into: Key

    class Split(Fact):
        """The community goes on as several."""

        TOPIC = "community.split.v1"
        KO = "마을 분리"
        EN = "Community split"
        into: tuple[Key, ...]

    class BaselineSurveyed(Fact):
        """Resources and conditions were surveyed before support began."""

        TOPIC = "community.baseline_surveyed.v1"
        KO = "자원·실태 조사"
        EN = "Baseline surveyed"
        method: Text
        respondents: Count | None = None
        registered_residents: Count | None = None
        residents_aged_13_and_over: Count | None = None

    class SenseSurveyed(Fact):
        """The sense of community was measured on a scale."""

        TOPIC = "community.sense_surveyed.v1"
        KO = "공동체의식 조사"
        EN = "Sense of community surveyed"
        scale: Key
        mean: float
        respondents: Count
        standard_deviation: float | None = None

    class ActivityPlanned(Fact):
        """An activity is announced; it may lie in the future."""

        TOPIC = "community.activity_planned.v1"
        KO = "활동 예정"
        EN = "Activity planned"
        PLANNED = True
        activity: Key
        title: Text
        kind: Key | None = None
        venue: Text | None = None
        organisations: tuple[Key, ...] = ()
        projects: tuple[Key, ...] = ()

    class ActivityHeld(Fact):
        """Residents met and did something together.

        `organisers` are residents; `facilitator_is_resident` false names an outside contractor;
        `head_count` counts everybody, `is_signed_in` says whether each signed in.
        """

        TOPIC = "community.activity_held.v1"
        KO = "활동 실시"
        EN = "Activity held"
        activity: Key
        title: Text | None = None
        kind: Key | None = None
        venue: Text | None = None
        organisers: tuple[Person, ...] = ()
        organisations: tuple[Key, ...] = ()
        projects: tuple[Key, ...] = ()
        agendas: tuple[Key, ...] = ()
        programme: Key | None = None
        facilitator_is_resident: bool | None = None
        head_count: Count | None = None
        is_signed_in: bool | None = None

    class ParticipationRecorded(Fact):
        """One resident took part in one activity."""

        TOPIC = "community.participation_recorded.v1"
        KO = "참여 기록"
        EN = "Participation recorded"
        resident: Person
        activity: Key
        role: Key = "attendee"
        organisation: Key | None = None

    class SupportStarted(Fact):
        """A programme began to support a body of the community."""

        TOPIC = "community.support_started.v1"
        KO = "지원 개시"
        EN = "Support started"
        programme: Key
        supported: Key
        funding_source: Key | None = None
        support_organisation: Key | None = None

    class SupportEnded(Fact):
        """A programme stopped supporting a body of the community."""

        TOPIC = "community.support_ended.v1"
        KO = "지원 종료"
        EN = "Support ended"
        programme: Key
        supported: Key
        funding_source: Key | None = None
        support_organisation: Key | None = None

    class SnapshotObserved(Fact):
        """A register or page was read on a day and said this much, of all or of one coarse band."""

        TOPIC = "community.snapshot_observed.v1"
        KO = "현황 스냅샷"
        EN = "Snapshot observed"
        register: Key
        active_organisations: Count | None = None
        registered_residents: Count | None = None
        residents_aged_13_and_over: Count | None = None
        note: Text | None = None
        band_kind: Key | None = None
        band: Key | None = None
        residents_in_band: Count | None = None

    def area(self, day: Occurred) -> Area | None:
        """Where the community lies on a day: what its entry or its last change of boundary says."""
        kinds = (Community.Identified, Community.BoundaryChanged)
        areas = [one.area for one in self.facts(*kinds) if not day.is_before(one.occurred)]
        return next((area for area in reversed(areas) if area is not None), None)
