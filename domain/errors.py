"""Refusals and failures that dure names: each has a stable code and a sentence to act on."""

from typing import ClassVar


class DureError(Exception):
    """Anything that dure tells a person: `code` is stable, the message says what to do next."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1


class RefusedError(DureError):
    """A decision breaches a rule of the domain; nothing was recorded."""

    code = "refused"


class InvalidRecordError(RefusedError):
    """The record of a decision breaks a rule about records; `code` is that of the problem."""

    code = "invalid-record"

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code  # type: ignore[misc]  # one class for all problems of records


class RuleBreachedError(RefusedError):
    """A refusal by one rule: `rule` names it, `values` holds what the sentence is about."""

    rule: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence.format(**values))


class ProjectTooLargeError(RuleBreachedError):
    """The approved sum reaches the programme's limit."""

    code, rule = "project-too-large", "D1"
    sentence = (
        "{approved_won:,} won is not less than the limit of {below_won:,} won (terms {terms}) for "
        "{subject}: approve less, or split by agenda item"
    )


class ProjectTooLongError(RuleBreachedError):
    """The planned duration exceeds the programme's."""

    code, rule = "project-too-long", "D1"
    sentence = (
        "{planned_months} months is longer than the {longest_months} months of terms {terms} for "
        "{subject}: plan a shorter project"
    )


class PaidAboveApprovedError(RuleBreachedError):
    """The payments would add up to more than was approved."""

    code, rule = "paid-above-approved", "D1"
    sentence = (
        "payments of {paid_won:,} won would exceed the {approved_won:,} won approved for "
        "{subject}: decide small_project.changed first, or pay less"
    )


class PlanNotAdoptedError(RuleBreachedError):
    """No plan was adopted before the approval."""

    code, rule = "plan-not-adopted", "D2"
    sentence = (
        "{plan} is not known to have been adopted before {day}, the day {subject} is approved: "
        "adopt the plan first, or name the plan that was"
    )


class AgendaNotOfPlanError(RuleBreachedError):
    """The project cites no agenda item of its plan."""

    code, rule = "agenda-not-of-plan", "D2"
    sentence = (
        "{subject} cites {agendas}, none of which is an agenda item of {plan} ({items}): "
        "cite at least one"
    )


class LinkToItselfError(RuleBreachedError):
    """Both ends of the link are one project."""

    code, rule = "link-to-itself", "D3"
    sentence = "link {link} joins {project} to itself: name two distinct projects"


class LinkedProjectUnknownError(RuleBreachedError):
    """One end of the link is a project of which nothing is recorded."""

    code, rule = "linked-project-unknown", "D3"
    sentence = "nothing is recorded of {project}, which link {link} joins: record the project first"


class LinkPairDiffersError(RuleBreachedError):
    """The link was proposed for two other projects."""

    code, rule = "link-pair-differs", "D3"
    sentence = (
        "link {link} was proposed between {proposed}, not between {stated}: "
        "confirm that pair, in either order, or propose a new link"
    )


class LinkAcrossAreasError(RuleBreachedError):
    """The projects lie in areas of which neither contains the other."""

    code, rule = "link-across-areas", "D3"
    sentence = (
        "{project} lies in {area} and {other_project} in {other_area}, which were neither equal "
        "nor nested on {day}: link projects of one area"
    )


class LinkPeriodsApartError(RuleBreachedError):
    """One project had ended before the other began."""

    code, rule = "link-periods-apart", "D3"
    sentence = (
        "{project} ended on {ended}, before {other_project} began on {began}: "
        "only projects that ran at the same time can be linked"
    )


class AssignedOutsideContractError(RuleBreachedError):
    """No contract of the worker covers the assignment."""

    code, rule = "assigned-outside-contract", "D4"
    sentence = (
        "{subject} has no contract with {support_organisation} that covers {period} ({contracts}): "
        "appoint first, or assign within the contract"
    )


class AssignedTwiceFullTimeError(RuleBreachedError):
    """The worker would hold two full-time assignments at once."""

    code, rule = "assigned-twice-full-time", "D4"
    sentence = (
        "{subject} is assigned full-time to {community} for {held}, which overlaps with {period}: "
        "unassign first, or assign part-time"
    )


class PostStillHeldError(RuleBreachedError):
    """The post has a holder who has not stepped down."""

    code, rule = "post-still-held", "D5"
    sentence = (
        "{holder} holds the post {post} of {subject} for {held}, which overlaps with {period}: "
        "record the step-down first"
    )


class StartedBeforeSelectedError(RuleBreachedError):
    """The project was not selected before it starts."""

    code, rule = "started-before-selected", "D6"
    sentence = (
        "{subject} starts on {started} and its selection is {selected}: select it first, "
        "on the day of the start at the latest"
    )


class AlreadyEndedError(RuleBreachedError):
    """The project was completed or abandoned before."""

    code, rule = "already-ended", "D6"
    sentence = (
        "{subject} has ended ({ending}, {ended}) and a project ends once: "
        "correct that fact if it is wrong"
    )


class AfterTheEndError(RuleBreachedError):
    """A grant or a change would come after the end of the project."""

    code, rule = "after-the-end", "D6"
    sentence = (
        "{subject} has ended ({ending}, {ended}) before this ({act}, {day}): "
        "nothing is paid or changed after the end"
    )


class ManualNotPublishedError(RuleBreachedError):
    """The adopted version was not published by then."""

    code, rule = "manual-not-published", "D11"
    sentence = (
        "version {version} of {subject} was not published by {day} (published: {published}): "
        "adopt a published version"
    )


class ManualTextChangedError(RuleBreachedError):
    """A published version of a manual would get another text."""

    code, rule = "manual-text-changed", "D11"
    sentence = (
        "version {version} of {subject} was published with the text {published}, this is "
        "{digest}: give the changed text a new version"
    )


class PersonNotHiddenError(RuleBreachedError):
    """A person is named otherwise than by pseudonym."""

    code, rule = "person-not-hidden", "H5"
    sentence = (
        "{place} names a person otherwise than by pseudonym (p- and 20 hex digits): take the "
        "pseudonym from `dure history` or a report"
    )


class CorrectsNothingError(RuleBreachedError):
    """A correction or withdrawal names a fact that is not in force."""

    code, rule = "corrects-nothing", "H4"
    sentence = (
        "{subject} holds no fact {id} of {source} that could be corrected or withdrawn: "
        "name one by its source and id"
    )


class InvalidReplacementError(RuleBreachedError):
    """The replacement of a correction is no data of the corrected kind."""

    code, rule = "invalid-replacement", "H4"
    sentence = "the replacement is no {kind}: {problem}"


class MisuseError(DureError):
    """What was asked for does not exist or makes no sense."""

    code = "misuse"
    exit_code = 2


class LedgerBusyError(DureError):
    """Another process holds the ledger's lock."""

    code = "ledger-busy"
    exit_code = 3


class LedgerUnavailableError(DureError):
    """The ledger's database cannot be opened, read or written."""

    code = "ledger-unavailable"
    exit_code = 3


class UnknownTopicError(DureError):
    """A stored row names a topic that is not of this code base; it is not imported."""

    code = "unknown-topic"
