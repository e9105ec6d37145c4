"""Resident organisation (주민조직): bodies that residents form, lead, hand on and dissolve."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from domain.aggregate import Aggregate, Context
from domain.dates import Occurred
from domain.errors import PostStillHeldError
from domain.facts import Fact, Key, Person, Text
from domain.spells import Spell, first_end


class Tenure(msgspec.Struct, frozen=True):
    """One resident in one leadership post, from the installation to the end where one is known."""

    resident: str
    post: str
    spell: Spell


class ResidentOrganisation(Aggregate):
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
        cites_reflection: Key | None = None

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
        """The body agreed on the use of a space, until a day or until what the source wrote.

        Version 1 had one free text for both (`domain.upcasts`).
        """

        TOPIC = "resident_organisation.space_agreement_signed.v2"
        KO = "공간 협약"
        EN = "Space agreement signed"
        space: Text
        until: date | None = None
        until_text: Text | None = None

    def check(self, fact: Fact, context: Context) -> None:
        """Refuse to install a leader while the post has another holder (D5)."""
        del context  # posts are within one organisation
        if not isinstance(fact, ResidentOrganisation.LeaderInstalled):
            return
        wanted = self._tenure(fact, ())
        for tenure in self.tenures(fact.post):
            if tenure.resident != fact.resident and tenure.spell.must_overlap(wanted.spell):
                raise PostStillHeldError(
                    subject=self.subject,
                    holder=tenure.resident,
                    post=fact.post,
                    held=tenure.spell.told(),
                    period=wanted.spell.told(),
                )

    def tenures(self, post: Key) -> list[Tenure]:
        """Who held a post, in the order of installation.

        A tenure ends when the resident steps down, or when a successor's installation names the
        resident as `previous`: registers often report only that.
        """
        installed = [
            one for one in self.facts(ResidentOrganisation.LeaderInstalled) if one.post == post
        ]
        return [self._tenure(one, installed) for one in installed]

    def founding(self, predecessors: "Iterable[ResidentOrganisation]" = ()) -> Occurred | None:
        """The date from which survival counts: succession keeps that of the predecessor (D9).

        `predecessors` are the bodies whose facts may say that this one succeeded them, directly or
        through each other; others among them are left out.
        """
        bodies = list(predecessors)
        lineage, found = [self], {_key(self)}
        for body in lineage:
            before = [
                one for one in bodies if _key(body) in one.successors and _key(one) not in found
            ]
            found.update(_key(one) for one in before)
            lineage.extend(before)
        formed = [
            fact.occurred for body in lineage for fact in body.facts(ResidentOrganisation.Formed)
        ]
        return min(formed, key=lambda occurred: (occurred.first, occurred.last), default=None)

    @property
    def successors(self) -> frozenset[Key]:
        """The keys of the bodies as which this one goes on."""
        return frozenset(one.successor for one in self.facts(ResidentOrganisation.Succeeded))

    def _tenure(self, installed: LeaderInstalled, others: Sequence[LeaderInstalled]) -> Tenure:
        ends = [
            one.occurred
            for one in self.facts(ResidentOrganisation.LeaderSteppedDown)
            if (one.resident, one.post) == (installed.resident, installed.post)
        ]
        ends += [one.occurred for one in others if one.previous == installed.resident]
        spell = Spell(installed.occurred, first_end(installed.occurred, ends))
        return Tenure(installed.resident, installed.post, spell)


def _key(body: ResidentOrganisation) -> str:
    return body.subject.partition("/")[2]
