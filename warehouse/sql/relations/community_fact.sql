-- All facts that tell of a community, of whatever kind, with who told them, where and when.
-- Grain: one row per fact and community.
-- Unit: fact_kind is the event's topic; a body's facts tell of the community to which it belongs.
-- Reads: community_identification, boundary_change, baseline_survey, population_snapshot, activity, participation, support_start, support_end, organisation_formation, role_start, role_end, moving_out, agenda_registration, agenda_resolution, decision, plan_adoption, plan_revision, project_proposal, project_selection, project_start, project_completion, project_settlement, project_abandonment, grant_payment, follow_up_visit, support_visit, consultation, worker_assignment, leader_installation, leader_departure, organisation_dissolution, organisation_merger, organisation_succession, organisation
create or replace macro community_fact(valid_at, known_at) as table
select
    'community.identified.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from community_identification_as_of(valid_at, known_at)
union all
select
    'community.boundary_changed.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from boundary_change_as_of(valid_at, known_at)
union all
select
    'community.baseline_surveyed.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from baseline_survey_as_of(valid_at, known_at)
union all
select
    'community.snapshot_observed.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from population_snapshot_as_of(valid_at, known_at)
union all
select
    'community.activity_held.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from activity_as_of(valid_at, known_at)
union all
select
    'community.participation_recorded.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from participation_as_of(valid_at, known_at)
union all
select
    'community.support_started.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from support_start_as_of(valid_at, known_at)
union all
select
    'community.support_ended.v1' as fact_kind,
    subject_key as community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from support_end_as_of(valid_at, known_at)
union all
select
    'resident_organisation.formed.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from organisation_formation_as_of(valid_at, known_at)
union all
select
    'resident.role_taken.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from role_start_as_of(valid_at, known_at)
union all
select
    'resident.role_ended.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from role_end_as_of(valid_at, known_at)
union all
select
    'resident.moved_out.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from moving_out_as_of(valid_at, known_at)
union all
select
    'plan.agenda_registered.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from agenda_registration_as_of(valid_at, known_at)
union all
select
    'plan.agenda_addressed.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from agenda_resolution_as_of(valid_at, known_at)
union all
select
    'plan.decision_made.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from decision_as_of(valid_at, known_at)
union all
select
    'plan.adopted.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from plan_adoption_as_of(valid_at, known_at)
union all
select
    'plan.revised.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from plan_revision_as_of(valid_at, known_at)
union all
select
    'small_project.proposed.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_proposal_as_of(valid_at, known_at)
union all
select
    'small_project.selected.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_selection_as_of(valid_at, known_at)
union all
select
    'small_project.started.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_start_as_of(valid_at, known_at)
union all
select
    'small_project.completed.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_completion_as_of(valid_at, known_at)
union all
select
    'small_project.settled.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_settlement_as_of(valid_at, known_at)
union all
select
    'small_project.abandoned.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from project_abandonment_as_of(valid_at, known_at)
union all
select
    'small_project.grant_paid.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from grant_payment_as_of(valid_at, known_at)
union all
select
    'small_project.follow_up_visited.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from follow_up_visit_as_of(valid_at, known_at)
union all
select
    'support_organisation.visit_made.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from support_visit_as_of(valid_at, known_at)
union all
select
    'support_organisation.consultation_given.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from consultation_as_of(valid_at, known_at)
union all
select
    'worker.assigned.v1' as fact_kind,
    community,
    source,
    area_scheme,
    area_code,
    occurred_from,
    occurred_to,
from worker_assignment_as_of(valid_at, known_at)
union all
select
    'resident_organisation.leader_installed.v1' as fact_kind,
    organisation.community,
    stated.source,
    stated.area_scheme,
    stated.area_code,
    stated.occurred_from,
    stated.occurred_to,
from leader_installation_as_of(valid_at, known_at) as stated
inner join organisation(valid_at, known_at) as organisation
    on stated.subject_key = organisation.organisation
union all
select
    'resident_organisation.leader_stepped_down.v1' as fact_kind,
    organisation.community,
    stated.source,
    stated.area_scheme,
    stated.area_code,
    stated.occurred_from,
    stated.occurred_to,
from leader_departure_as_of(valid_at, known_at) as stated
inner join organisation(valid_at, known_at) as organisation
    on stated.subject_key = organisation.organisation
union all
select
    'resident_organisation.dissolved.v1' as fact_kind,
    organisation.community,
    stated.source,
    stated.area_scheme,
    stated.area_code,
    stated.occurred_from,
    stated.occurred_to,
from organisation_dissolution_as_of(valid_at, known_at) as stated
inner join organisation(valid_at, known_at) as organisation
    on stated.subject_key = organisation.organisation
union all
select
    'resident_organisation.merged.v1' as fact_kind,
    organisation.community,
    stated.source,
    stated.area_scheme,
    stated.area_code,
    stated.occurred_from,
    stated.occurred_to,
from organisation_merger_as_of(valid_at, known_at) as stated
inner join organisation(valid_at, known_at) as organisation
    on stated.subject_key = organisation.organisation
union all
select
    'resident_organisation.succeeded.v1' as fact_kind,
    organisation.community,
    stated.source,
    stated.area_scheme,
    stated.area_code,
    stated.occurred_from,
    stated.occurred_to,
from organisation_succession_as_of(valid_at, known_at) as stated
inner join organisation(valid_at, known_at) as organisation
    on stated.subject_key = organisation.organisation;
