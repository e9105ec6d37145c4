"""Resident organisation (주민조직): bodies that residents form, lead, hand on and dissolve."""

from domain.facts import Fact, Key, Person, Text


class ResidentOrganisation:
    """A body of residents, formal or not. Subject `resident_organisation/K`."""

    NAME = "resident_organisation"
    KO = "주민조직"

    class Formed(Fact):
        """Residents formed the body; its clock for survival starts here."""

        TOPIC = "resident_organisation.formed.v1"
        KO = "결성"
        EN = "Organisation formed"
        community: Key | None = None
        name: Text | None = None
        kind: Key | None = None
        founders: tuple[Person, ...] = ()

    class MemberJoined(Fact):
        """A resident became a member."""

        TOPIC = "resident_organisation.member_joined.v1"
        KO = "가입"
        EN = "Member joined"
        resident: Person

    class MemberLeft(Fact):
        """A member left."""

        TOPIC = "resident_organisation.member_left.v1"
        KO = "탈퇴"
        EN = "Member left"
        resident: Person

    class BylawsAdopted(Fact):
        """The body gave itself rules."""

        TOPIC = "resident_organisation.bylaws_adopted.v1"
        KO = "회칙 제정"
        EN = "Bylaws adopted"
        has_succession_rule: bool | None = None
        has_term_limit: bool | None = None

    class Incorporated(Fact):
        """The body became a legal person."""

        TOPIC = "resident_organisation.incorporated.v1"
        KO = "법인 설립"
        EN = "Organisation incorporated"
        legal_form: Key

    class LeaderInstalled(Fact):
        """A resident took up a leadership post."""

        TOPIC = "resident_organisation.leader_installed.v1"
        KO = "대표 선출"
        EN = "Leader installed"
        resident: Person
        post: Key = "chair"
        previous: Person | None = None
        method: Key | None = None

    class LeaderSteppedDown(Fact):
        """A leader laid down the post."""

        TOPIC = "resident_organisation.leader_stepped_down.v1"
        KO = "대표 퇴임"
        EN = "Leader stepped down"
        resident: Person
        post: Key = "chair"
        reason: Key | None = None

    class Succeeded(Fact):
        """The body goes on under another form; the successor keeps the founding date (D9)."""

        TOPIC = "resident_organisation.succeeded.v1"
        KO = "승계·전환"
        EN = "Organisation succeeded"
        successor: Key
        legal_form: Key | None = None

    class Merged(Fact):
        """The body goes on as part of another."""

        TOPIC = "resident_organisation.merged.v1"
        KO = "조직 통합"
        EN = "Organisation merged"
        into: Key

    class Dissolved(Fact):
        """The body ended by its own decision."""

        TOPIC = "resident_organisation.dissolved.v1"
        KO = "해산"
        EN = "Organisation dissolved"
        reason: Text | None = None

    class RemovedFromRegister(Fact):
        """A register no longer lists the body."""

        TOPIC = "resident_organisation.removed_from_register.v1"
        KO = "명부 제외"
        EN = "Removed from register"
        register: Key | None = None
        reason: Text | None = None

    class Designated(Fact):
        """A programme designated the body, such as a village enterprise."""

        TOPIC = "resident_organisation.designated.v1"
        KO = "지정"
        EN = "Organisation designated"
        programme: Key
        designation: Key | None = None

    class DesignationRevoked(Fact):
        """A programme revoked the designation."""

        TOPIC = "resident_organisation.designation_revoked.v1"
        KO = "지정 취소"
        EN = "Designation revoked"
        programme: Key
        designation: Key | None = None
        reason: Text | None = None

    class SpaceAgreementSigned(Fact):
        """The body agreed on the use of a space."""

        TOPIC = "resident_organisation.space_agreement_signed.v1"
        KO = "공간 협약"
        EN = "Space agreement signed"
        space: Text
        until: Text | None = None
