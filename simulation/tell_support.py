"""Tells of support organisations: their contacts with a community, their workers and the aftermath."""

from typing import Final

from simulation.lives import Life
from simulation.support import Worker
from simulation.telling import Teller

_AFTERMATH: Final = {
    "re_educated": ("worker.re_educated.v1", {"course": "마을활동가 심화과정", "hours": 40.0}),
    "redeployed": ("worker.redeployed.v1", {"to": "village-support-pool"}),
    "left_field": ("worker.left_field.v1", {"reason": "other-work"}),
}


def tell_contacts(teller: Teller, life: Life) -> None:
    """Visits by workers and consultations by experts."""
    subject, community = f"support_organisation/{life.centre}", life.place.key
    for number, contact in enumerate(life.contacts, 1):
        key = f"{community}-V{number:04d}"
        if contact.is_visit:
            teller.fact(contact.day, "support_organisation.visit_made.v1", subject, key,
                        community=community, worker=contact.who, purpose=contact.what)  # fmt: skip
        else:
            teller.fact(contact.day, "support_organisation.consultation_given.v1", subject, key,
                        community=community, expert=contact.who, field=contact.what, hours=2.0)  # fmt: skip


def tell_workers(teller: Teller, life: Life) -> None:
    """Each worker's contract and assignment, both to the same day, and what came after."""
    for worker in life.workers:
        subject, centre = f"worker/{worker.key}", life.centre
        until = teller.calendar.date(worker.until).isoformat()
        teller.fact(worker.appointed, "worker.appointed.v1", subject, f"{worker.key}-appointed",
                    support_organisation=centre, contract_until=until, role="activator",
                    funding_source=life.place.programme, is_full_time=False)  # fmt: skip
        assignment = {"support_organisation": centre, "community": life.place.key}
        teller.fact(worker.appointed, "worker.assigned.v1", subject, f"{worker.key}-assigned",
                    until=until, is_full_time=False, **assignment)  # fmt: skip
        teller.fact(worker.until, "worker.unassigned.v1", subject, f"{worker.key}-unassigned",
                    **assignment)  # fmt: skip
        teller.fact(worker.until, "worker.contract_ended.v1", subject, f"{worker.key}-ended",
                    support_organisation=centre, reason="term-ended")  # fmt: skip
        _tell_aftermath(teller, worker, centre)


def _tell_aftermath(teller: Teller, worker: Worker, centre: str) -> None:
    subject = f"worker/{worker.key}"
    topic, fields = _AFTERMATH[worker.outcome]
    teller.fact(worker.outcome_on, topic, subject, f"{worker.key}-{worker.outcome}",
                support_organisation=centre, **fields)  # fmt: skip
    if worker.later_redeployed is not None:
        topic, fields = _AFTERMATH["redeployed"]
        teller.fact(worker.later_redeployed, topic, subject, f"{worker.key}-redeployed",
                    support_organisation=centre, **fields)  # fmt: skip
