"""Tells how residents decide and look back, and what is revised because of it."""

from random import Random
from typing import Final

from simulation import names
from simulation.chance import happens
from simulation.deliberation import Decision, LookBack
from simulation.lives import Life
from simulation.telling import Story, Teller

_CLAIMED_SHARE: Final = 0.5  # of decisions; they claim what their facts support
_SELECTED_BY: Final = "주민총회"
_STORY_TOLD_BEFORE_DAYS: Final = 10


def tell_deliberation(teller: Teller, life: Life, random: Random) -> None:
    """Decisions, reflections, stories and revisions, each in its plan's story."""
    listed = {plan.key: tuple(item.key for item in plan.listed) for plan in life.plans}
    for decision in life.decisions:
        story = teller.about("plan", decision.plan, community=life.place.key)
        _tell_decision(story, decision, random)
    for one in life.look_backs:
        story = teller.about("plan", one.plan, community=life.place.key)
        _tell_look_back(story, life, one, random)
        if one.answered_on is not None and not one.is_answered_by_item:
            number = f"{one.key}-revised"
            agendas = listed[one.plan]
            story.tell(
                one.answered_on, "revised", number, agendas=agendas, cites_reflection=one.key
            )


def _tell_decision(story: Story, decision: Decision, random: Random) -> None:
    story.tell(
        decision.day,
        "decision_made",
        decision.key,
        decision=decision.key,
        decider=decision.decider,
        method=decision.method,
        alternatives=decision.alternatives,
        is_binding=decision.is_binding,
        is_executed=decision.level == "empower",
        outcome="가결",
        claimed_level=decision.level if happens(random, _CLAIMED_SHARE) else None,
    )


def _tell_look_back(story: Story, life: Life, one: LookBack, random: Random) -> None:
    if not one.is_story:
        participants = random.randrange(8, 30)
        story.tell(
            one.day, "reflection_held", one.key, reflection=one.key, participants=participants
        )
        return
    text = f"{life.place.name}의 {names.agenda(random)}: 함께 정하고 함께 돌보게 되었다."
    story.tell(
        one.day - _STORY_TOLD_BEFORE_DAYS,
        "story_recorded",
        one.key,
        story=one.key,
        text=text,
        domain_of_change="relationship",
    )
    story.tell(
        one.day,
        "story_selected",
        f"{one.key}-selected",
        story=one.key,
        selected_by=_SELECTED_BY,
        reason="여러 사람이 함께 바꾼 일이어서",
    )
