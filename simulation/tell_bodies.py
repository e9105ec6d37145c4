"""Tells of bodies and of the people in them: founding, members, leaders, roles, training, ends."""

from random import Random
from typing import Final

from simulation.bodies import Body
from simulation.calendar import Calendar
from simulation.lives import Life
from simulation.residents import Resident
from simulation.tell_village import resident_key
from simulation.telling import Teller

_AGGREGATE: Final = "resident_organisation"
_LEGAL_FORMS: Final = {
    "cooperative": "cooperative",
    "social-cooperative": "social-cooperative",
    "village-enterprise": "agricultural-corporation",
}
_ROLES: Final = ("contributor", "organiser", "representative")
_MOST_FOUNDERS: Final = 3


def tell_bodies(teller: Teller, life: Life, random: Random) -> None:
    """Each body from its founding to its end."""
    for body in (*life.registered, *life.supported):
        subject = f"{_AGGREGATE}/{body.key}"
        founders = [
            resident_key(life, one.number)
            for one in life.residents
            if one.first_day <= body.formed <= one.last_day
        ]
        teller.fact(body.formed, "resident_organisation.formed.v1", subject, f"{body.key}-formed",
                    community=life.place.key, name=body.name, kind=body.kind,
                    founders=tuple(founders[:_MOST_FOUNDERS]))  # fmt: skip
        _tell_form(teller, life, body, random)
        _tell_end(teller, body)


def _tell_form(teller: Teller, life: Life, body: Body, random: Random) -> None:
    """Bylaws, legal form, designation and space, each within the body's life."""
    subject = f"{_AGGREGATE}/{body.key}"
    until = teller.calendar.end if body.end is None else body.end
    bylaws = body.formed + random.randrange(10, 300)
    legal = bylaws + random.randrange(60, 500)
    space = body.formed + random.randrange(30, 900)
    if bylaws < until and random.random() < 0.7:  # noqa: PLR2004 - most give themselves rules
        teller.fact(bylaws, "resident_organisation.bylaws_adopted.v1", subject, f"{body.key}-bylaws",
                    has_succession_rule=random.random() < 0.4,  # noqa: PLR2004 - fewer than half
                    has_term_limit=random.random() < 0.5)  # noqa: PLR2004  # fmt: skip
    if legal < until and body.kind in _LEGAL_FORMS:
        teller.fact(legal, "resident_organisation.incorporated.v1", subject, f"{body.key}-legal",
                    legal_form=_LEGAL_FORMS[body.kind])  # fmt: skip
        if body.kind == "village-enterprise":
            teller.fact(legal + 60, "resident_organisation.designated.v1", subject,
                        f"{body.key}-designated", programme=life.place.programme,
                        designation="village-enterprise")  # fmt: skip
    if space < until and random.random() < 0.35:  # noqa: PLR2004 - a third find a space
        teller.fact(space, "resident_organisation.space_agreement_signed.v1", subject,
                    f"{body.key}-space", space="마을회관 1층")  # fmt: skip


def _tell_end(teller: Teller, body: Body) -> None:
    subject = f"{_AGGREGATE}/{body.key}"
    if body.end is not None and body.ending == "dissolved":
        teller.fact(body.end, "resident_organisation.dissolved.v1", subject, f"{body.key}-end",
                    reason="총회 의결")  # fmt: skip
    if body.end is not None and body.ending == "merged":
        teller.fact(body.end, "resident_organisation.merged.v1", subject, f"{body.key}-end",
                    into=body.merged_into)  # fmt: skip
    if body.succeeded_on is not None:
        teller.fact(body.succeeded_on, "resident_organisation.succeeded.v1", subject,
                    f"{body.key}-succeeded", successor=body.successor)  # fmt: skip


def tell_leaders(teller: Teller, life: Life) -> None:
    """Each term's beginning and end."""
    for number, term in enumerate(life.terms, 1):
        subject = f"{_AGGREGATE}/{term.body}"
        resident = resident_key(life, term.resident)
        previous = None if term.previous is None else resident_key(life, term.previous)
        stem = f"{term.body}-T{number:02d}"
        teller.fact(term.start, "resident_organisation.leader_installed.v1", subject, f"{stem}-in",
                    resident=resident, post=term.post, previous=previous, method="general-meeting")  # fmt: skip
        teller.fact(term.until, "resident_organisation.leader_stepped_down.v1", subject,
                    f"{stem}-out", resident=resident, post=term.post, reason="term-ended")  # fmt: skip


def tell_residents(teller: Teller, life: Life, random: Random) -> None:
    """Roles, membership, training and consent of each resident, and moving out."""
    for one in life.residents:
        key = resident_key(life, one.number)
        _tell_roles(teller, life, one)
        if one.joined is not None:
            _tell_membership(teller, life, one)
            if random.random() < 0.5:  # noqa: PLR2004 - half of the contributors are trained
                teller.fact(one.joined + random.randrange(10, 200), "resident.training_completed.v1",
                            f"resident/{key}", f"{key}-training", community=life.place.key,
                            training="마을활동가-기초", hours=16.0)  # fmt: skip
        if one.moved_out_on is not None:
            teller.fact(one.moved_out_on, "resident.moved_out.v1", f"resident/{key}", f"{key}-moved",
                        community=life.place.key, reason="moved")  # fmt: skip
        if random.random() < 0.4:  # noqa: PLR2004 - fewer than half consent
            teller.fact(one.first_day, "resident.consent_given.v1", f"resident/{key}", f"{key}-consent",
                        community=life.place.key,
                        age_band=random.choice(("13-39", "40-64", "65-")),
                        sex=random.choice(("female", "female", "female", "male")))  # fmt: skip


def _tell_roles(teller: Teller, life: Life, one: Resident) -> None:
    key = resident_key(life, one.number)
    for role, day in zip(_ROLES, one.rungs, strict=False):  # whoever stopped climbing has fewer
        fields = {"community": life.place.key, "role": role, "organisation": one.home}
        teller.fact(day, "resident.role_taken.v1", f"resident/{key}", f"{key}-{role}", **fields)
        if one.last_day > day:
            teller.fact(one.last_day, "resident.role_ended.v1", f"resident/{key}",
                        f"{key}-{role}-end", **fields)  # fmt: skip


def _tell_membership(teller: Teller, life: Life, one: Resident) -> None:
    key, subject = resident_key(life, one.number), f"{_AGGREGATE}/{one.home}"
    body = next(body for body in life.supported if body.key == one.home)
    joined = one.joined if one.joined is not None else one.first_day
    left = one.last_day if body.end is None else min(one.last_day, body.end)
    teller.fact(joined, "resident_organisation.member_joined.v1", subject, f"{key}-joined", resident=key)
    if left > joined and left < body_end(teller.calendar, body):
        teller.fact(left, "resident_organisation.member_left.v1", subject, f"{key}-left", resident=key)


def body_end(calendar: Calendar, body: Body) -> int:
    """The day on which a body ends, or the end of the world."""
    return calendar.end if body.end is None else body.end
