"""Refusals of a small-project contest: a call, its applications, and the order of their steps."""

from domain.errors import RuleBreachedError


class TermsUnknownError(RuleBreachedError):
    """The call names terms that the programme does not have."""

    code, rule = "terms-unknown", "D1"
    sentence = (
        "call {call} names the terms {version}, which {programme} does not have: leave them out to "
        "take those in force on {day}, or add them to reference/programmes.yaml"
    )


class CallPublishedAlreadyError(RuleBreachedError):
    """Another call has the key."""

    code, rule = "call-published-already", "D6"
    sentence = (
        "{programme} published call {call} on {published}: give this one another key, or correct "
        "that fact"
    )


class CallNotPublishedError(RuleBreachedError):
    """The application names a call that nobody published."""

    code, rule = "call-not-published", "D6"
    sentence = (
        "{subject} applies to call {call}, which {programme} is not known to have published: "
        "decide programme.call_published first, or name another call"
    )


class CallClosedError(RuleBreachedError):
    """The application lies outside the time of the call."""

    code, rule = "call-closed", "D6"
    sentence = (
        "{subject} applies on {day}, but call {call} was open from {opened} to {closes}: "
        "apply within it, or to another call"
    )


class DecidedOtherwiseError(RuleBreachedError):
    """The application was selected, and would be declined, or the other way round."""

    code, rule = "decided-otherwise", "D6"
    sentence = (
        "{subject} would be {step} on {day}, but it was {earlier} on {decided}: "
        "withdraw that decision first if it is wrong, or apply anew under another key"
    )


class StepOutOfOrderError(RuleBreachedError):
    """A step would come before the one that it needs."""

    code, rule = "step-out-of-order", "D6"
    sentence = (
        "{subject} would be {step} on {day}, but its {needed} is {recorded}: "
        "decide that first, on that day at the latest"
    )
