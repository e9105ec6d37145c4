"""Tells of support organisations: contacts with a community, workers, and what comes after them."""

from typing import Any, Final

from simulation.lives import Life
from simulation.support import Worker
from simulation.telling import Story, Teller

_AFTERMATH: Final[dict[str, dict[str, Any]]] = {
    "re_educated": {"course": "마을활동가 심화과정", "hours": 40.0},
    "redeployed": {"to": "village-support-pool"},
    "left_field": {"reason": "other-work"},
}


def tell_contacts(teller: Teller, life: Life) -> None:
    """Visits by workers and consultations by experts."""
    story = teller.about("support_organisation", life.centre, community=life.place.key)
    for index, contact in enumerate(life.contacts, 1):
        number, who, what = f"{life.place.key}-V{index:04d}", contact.who, contact.what
        if contact.is_visit:
            story.tell(contact.day, "visit_made", number, worker=who, purpose=what)
        else:
            story.tell(contact.day, "consultation_given", number, expert=who, field=what, hours=2.0)


def tell_workers(teller: Teller, life: Life) -> None:
    """Each worker's contract and assignment, both to the same day, and what came after."""
    for worker in life.workers:
        story = teller.about("worker", worker.key, support_organisation=life.centre)
        until, community = teller.calendar.date(worker.until).isoformat(), life.place.key
        story.tell(
            worker.appointed,
            "appointed",
            f"{worker.key}-appointed",
            contract_until=until,
            role="activator",
            funding_source=life.place.programme,
            is_full_time=False,
        )
        number = f"{worker.key}-assigned"
        story.tell(worker.appointed, "assigned", number, community=community, until=until)
        story.tell(worker.until, "unassigned", f"{worker.key}-unassigned", community=community)
        story.tell(worker.until, "contract_ended", f"{worker.key}-ended", reason="term-ended")
        _tell_aftermath(story, worker)


def _tell_aftermath(story: Story, worker: Worker) -> None:
    outcome, number = worker.outcome, f"{worker.key}-{worker.outcome}"
    story.tell(worker.outcome_on, outcome, number, **_AFTERMATH[outcome])
    if worker.later_redeployed is not None:
        number = f"{worker.key}-redeployed"
        story.tell(worker.later_redeployed, "redeployed", number, **_AFTERMATH["redeployed"])
