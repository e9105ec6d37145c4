-- Where the experts of each field have been: by support organisation, field and municipality that the organisation serves.
-- Grain: one row per support organisation, field of its pool and municipality of a community that it supports, visits or advises.
-- Unit: people; consultations in the 12 months up to valid_at; last_consulted_on and idle_days are null where nobody of the field has ever advised there.
-- Reads: expert_pool, consultation, support_start, support_visit, community_area
create or replace macro expert_reach(valid_at, known_at) as table
with
pool as (
    select
        support_organisation,
        field,
        count(*) filter (where state = 'enrolled' and is_declared) as count_enrolled,
    from expert_pool(valid_at, known_at)
    where field is not null
    group by support_organisation, field
),

located as (
    select community, municipality
    from community_area(valid_at, known_at)
    where municipality is not null
),

contact as (
    select support_organisation, subject_key as community
    from support_start_as_of(valid_at, known_at)
    where support_organisation is not null
    union
    select subject_key as support_organisation, community
    from support_visit_as_of(valid_at, known_at)
    union
    select subject_key as support_organisation, community
    from consultation_as_of(valid_at, known_at)
),

served as (
    select
        contact.support_organisation,
        located.municipality,
        count(*) as count_communities,
    from contact
    inner join located using (community)
    group by contact.support_organisation, located.municipality
),

advised as (
    select
        consultation.subject_key as support_organisation,
        consultation.field,
        located.municipality,
        max(consultation.occurred_from) as last_consulted_on,
        count(*) filter (where consultation.occurred_from >= window_start(valid_at, 12))
            as count_in_year,
    from consultation_as_of(valid_at, known_at) as consultation
    inner join located on consultation.community = located.community
    group by consultation.subject_key, consultation.field, located.municipality
)

select
    served.support_organisation,
    pool.field,
    served.municipality,
    served.count_communities,
    pool.count_enrolled,
    coalesce(advised.count_in_year, 0) as count_in_year,
    advised.last_consulted_on,
    date_diff('day', advised.last_consulted_on, valid_at) as idle_days,
from served
inner join pool on served.support_organisation = pool.support_organisation
left join advised
    on served.support_organisation = advised.support_organisation
    and pool.field = advised.field
    and served.municipality = advised.municipality;
