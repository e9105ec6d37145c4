"""Tells of bodies and of the people in them: founding, members, leaders, roles, ends."""

from random import Random
from typing import Final

from simulation.bodies import Body
from simulation.chance import happens
from simulation.lives import Life
from simulation.residents import ROLES, Resident
from simulation.tell_village import resident_key
from simulation.telling import Story, Teller

_BODY: Final = "resident_organisation"
_LEGAL_FORMS: Final = {
    "cooperative": "cooperative",
    "social-cooperative": "social-cooperative",
    "village-enterprise": "agricultural-corporation",
}
_MOST_FOUNDERS: Final = 3
_BYLAWS_SHARE: Final = 0.7
_SUCCESSION_RULE_SHARE: Final = 0.4
_TERM_LIMIT_SHARE: Final = 0.5
_SPACE_SHARE: Final = 0.35
_CONSENT_SHARE: Final = 0.35
AGE_BANDS: Final = ("13-39", "40-64", "65-")
SEXES: Final = ("female", "female", "female", "male")  # three quarters of participants are women


def tell_bodies(teller: Teller, life: Life, random: Random) -> None:
    """Each body from its founding to its end."""
    for body in (*life.registered, *life.supported):
        story = teller.about(_BODY, body.key)
        founders = [
            resident_key(life, one.number)
            for one in life.residents
            if one.first_day <= body.formed <= one.last_day
        ]
        story.tell(
            body.formed,
            "formed",
            f"{body.key}-formed",
            community=life.place.key,
            name=body.name,
            kind=body.kind,
            founders=tuple(founders[:_MOST_FOUNDERS]),
        )
        _tell_form(story, life, body, random)
        _tell_end(story, body)


def _tell_form(story: Story, life: Life, body: Body, random: Random) -> None:
    """Bylaws, legal form, designation and space, each within the body's life."""
    bylaws = body.formed + random.randrange(10, 300)
    legal = bylaws + random.randrange(60, 500)
    space = body.formed + random.randrange(30, 900)
    if body.lives_on(bylaws) and happens(random, _BYLAWS_SHARE):
        story.tell(
            bylaws,
            "bylaws_adopted",
            f"{body.key}-bylaws",
            has_succession_rule=happens(random, _SUCCESSION_RULE_SHARE),
            has_term_limit=happens(random, _TERM_LIMIT_SHARE),
        )
    if body.lives_on(legal) and body.kind in _LEGAL_FORMS:
        form = _LEGAL_FORMS[body.kind]
        story.tell(legal, "incorporated", f"{body.key}-legal", legal_form=form)
    if body.lives_on(legal + 60) and body.kind == "village-enterprise":
        story.tell(
            legal + 60,
            "designated",
            f"{body.key}-designated",
            programme=life.place.programme,
            designation="village-enterprise",
        )
    if body.lives_on(space) and happens(random, _SPACE_SHARE):
        story.tell(space, "space_agreement_signed", f"{body.key}-space", space="마을회관 1층")


def _tell_end(story: Story, body: Body) -> None:
    if body.end is not None and body.ending == "dissolved":
        story.tell(body.end, "dissolved", f"{body.key}-end", reason="총회 의결")
    if body.end is not None and body.ending == "merged":
        story.tell(body.end, "merged", f"{body.key}-end", into=body.merged_into)
    if body.succeeded_on is not None:
        number = f"{body.key}-succeeded"
        story.tell(body.succeeded_on, "succeeded", number, successor=body.successor)


def tell_leaders(teller: Teller, life: Life) -> None:
    """Each term's beginning and end."""
    for number, term in enumerate(life.terms, 1):
        leader, stem = resident_key(life, term.resident), f"{term.body}-T{number:02d}"
        story = teller.about(_BODY, term.body, resident=leader, post=term.post)
        story.tell(
            term.start,
            "leader_installed",
            f"{stem}-in",
            previous=None if term.previous is None else resident_key(life, term.previous),
            method="general-meeting",
        )
        story.tell(term.until, "leader_stepped_down", f"{stem}-out", reason="term-ended")


def tell_residents(teller: Teller, life: Life, random: Random) -> None:
    """Roles, membership and consent of each resident, and moving out."""
    bodies = {body.key: body for body in life.supported}
    for one in life.residents:
        key = resident_key(life, one.number)
        story = teller.about("resident", key, community=life.place.key)
        _tell_roles(story, key, one)
        if one.joined is not None:
            _tell_membership(teller, key, one.joined, one.last_day, bodies[one.home])
        if one.moved_out_on is not None:
            story.tell(one.moved_out_on, "moved_out", f"{key}-moved", reason="moved")
        if happens(random, _CONSENT_SHARE):
            bands = {"age_band": random.choice(AGE_BANDS), "sex": random.choice(SEXES)}
            story.tell(one.first_day, "consent_given", f"{key}-consent", **bands)


def _tell_roles(story: Story, key: str, one: Resident) -> None:
    for role, day in zip(ROLES, one.rungs, strict=False):  # whoever stopped climbing has fewer
        fields = {"role": role, "organisation": one.home}
        story.tell(day, "role_taken", f"{key}-{role}", **fields)
        if one.last_day > day:
            story.tell(one.last_day, "role_ended", f"{key}-{role}-end", **fields)


def _tell_membership(teller: Teller, key: str, joined: int, last_day: int, body: Body) -> None:
    """Joined on becoming a contributor; left with the last participation, if the body still is."""
    story = teller.about(_BODY, body.key, resident=key)
    story.tell(joined, "member_joined", f"{key}-joined")
    if last_day > joined and body.lives_on(last_day):
        story.tell(last_day, "member_left", f"{key}-left")
