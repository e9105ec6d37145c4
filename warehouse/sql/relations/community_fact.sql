-- All facts that tell of a community, of whatever kind, with who told them, where and when.
-- Grain: one row per fact and community.
-- Unit: fact_kind is the event's topic; a body's facts tell of the community to which it belongs.
-- Reads: log, organisation
create or replace macro community_fact(valid_at, known_at) as table
select
    kind as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from log_as_of(valid_at, known_at)
where kind in (
    'community.identified.v1',
    'community.boundary_changed.v1',
    'community.baseline_surveyed.v1',
    'community.snapshot_observed.v1',
    'community.activity_held.v1',
    'community.participation_recorded.v1',
    'community.support_started.v1',
    'community.support_ended.v1',
    'resident_organisation.formed.v1',
    'resident.role_taken.v1',
    'resident.role_ended.v1',
    'resident.moved_out.v1',
    'plan.agenda_registered.v1',
    'plan.agenda_addressed.v1',
    'plan.decision_made.v1',
    'plan.adopted.v1',
    'plan.revised.v1',
    'small_project.proposed.v1',
    'small_project.selected.v1',
    'small_project.started.v1',
    'small_project.completed.v1',
    'small_project.settled.v1',
    'small_project.abandoned.v1',
    'small_project.grant_paid.v1',
    'small_project.follow_up_visited.v1',
    'support_organisation.visit_made.v1',
    'support_organisation.consultation_given.v1',
    'worker.assigned.v1'
)
union all
select
    told.kind as fact_kind,
    organisation.community,
    told.source,
    told.area_scheme,
    told.area_code,
    told.occurred_from,
    told.occurred_to,
from log_as_of(valid_at, known_at) as told
inner join organisation(valid_at, known_at) as organisation
    on told.subject = 'resident_organisation/' || organisation.organisation
where told.kind in (
    'resident_organisation.leader_installed.v1',
    'resident_organisation.leader_stepped_down.v1',
    'resident_organisation.dissolved.v1',
    'resident_organisation.merged.v1',
    'resident_organisation.succeeded.v1'
);
