-- The experts of support organisations by field: enrolled or withdrawn, whom they advised last, and since when they have been idle.
-- Grain: one row per support organisation, expert and field; field is null where none is named.
-- Unit: state is enrolled, withdrawn or not_enrolled (advised without ever being enrolled). idle_since is the last consultation in the field or the enrolment, whichever is later, null unless enrolled; idle_days count from it. municipalities are those of the communities advised, by present code.
-- Reads: expert_enrolment, expert_withdrawal, consultation, community_area
create or replace macro expert_pool(valid_at, known_at) as table
with
enrolment as (
    select
        subject_key as support_organisation,
        expert,
        unnest(
            case when array_length(fields) > 0 then fields else [null::varchar] end
        ) as field,
        occurred_from,
        occurred_to,
    from expert_enrolment_as_of(valid_at, known_at)
),

-- A pool is left as a whole, whatever the fields.
enrolled as (
    select
        enrolment.support_organisation,
        enrolment.expert,
        enrolment.field,
        max(enrolment.occurred_from) as enrolled_on,
        max(withdrawal.occurred_from) filter (
            where withdrawal.occurred_to >= enrolment.occurred_from
        ) as withdrawn_on,
    from enrolment
    left join expert_withdrawal_as_of(valid_at, known_at) as withdrawal
        on enrolment.support_organisation = withdrawal.subject_key
        and enrolment.expert = withdrawal.expert
    group by enrolment.support_organisation, enrolment.expert, enrolment.field
),

consulted as (
    select
        consultation.subject_key as support_organisation,
        consultation.expert,
        nullif(consultation.field, '') as field,
        max(consultation.occurred_from) as last_consulted_on,
        max_by(
            consultation.community, row(consultation.occurred_from, consultation.community)
        ) as last_community,
        count(*) as count_consultations,
        count(*) filter (where consultation.occurred_from >= window_start(valid_at, 12))
            as count_in_year,
        coalesce(
            list_sort(list(distinct area.municipality) filter (
                where area.municipality is not null
            )),
            []::varchar[]
        ) as municipalities,
    from consultation_as_of(valid_at, known_at) as consultation
    left join community_area(valid_at, known_at) as area
        on consultation.community = area.community
    where consultation.expert is not null
    group by all
),

entry as (
    select support_organisation, expert, field from enrolled
    union
    select support_organisation, expert, field from consulted
),

-- Somebody enrolled in one field who advises in another is of the pool all the same.
membership as (
    select
        support_organisation,
        expert,
        max(enrolled_on) as enrolled_on,
        max(withdrawn_on) as withdrawn_on,
    from enrolled
    group by support_organisation, expert
)

select
    entry.support_organisation,
    entry.expert,
    entry.field,
    enrolled.expert is not null as is_declared,
    case
        when membership.expert is null then 'not_enrolled'
        when membership.withdrawn_on >= membership.enrolled_on then 'withdrawn'
        else 'enrolled'
    end as state,
    membership.enrolled_on,
    case
        when membership.withdrawn_on >= membership.enrolled_on then membership.withdrawn_on
    end as withdrawn_on,
    consulted.last_consulted_on,
    consulted.last_community,
    coalesce(consulted.count_consultations, 0) as count_consultations,
    coalesce(consulted.count_in_year, 0) as count_in_year,
    coalesce(consulted.municipalities, []::varchar[]) as municipalities,
    case
        when membership.withdrawn_on >= membership.enrolled_on then null
        when membership.expert is not null
            then greatest(consulted.last_consulted_on, membership.enrolled_on)
    end as idle_since,
    case
        when membership.withdrawn_on >= membership.enrolled_on then null
        when membership.expert is not null
            then date_diff(
                'day', greatest(consulted.last_consulted_on, membership.enrolled_on), valid_at
            )
    end as idle_days,
from entry
left join membership
    on entry.support_organisation = membership.support_organisation
    and entry.expert = membership.expert
left join enrolled
    on entry.support_organisation = enrolled.support_organisation
    and entry.expert = enrolled.expert
    and entry.field is not distinct from enrolled.field
left join consulted
    on entry.support_organisation = consulted.support_organisation
    and entry.expert = consulted.expert
    and entry.field is not distinct from consulted.field;
