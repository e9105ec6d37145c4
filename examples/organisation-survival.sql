-- Survival of the bodies of a public register, from founding to dissolution or final removal.
--
--   dure sql "$(cat examples/organisation-survival.sql)"
--
-- T is the end of the register: who is still listed then is censored (administratively). In a home
-- with a replayed clock that is the default, the day of the last statement.
-- The clock of a body starts on the first day that its founding date allows. It is observed from
-- the day on which the register lists it: bodies that ended before are not in the register, so one
-- that was founded earlier enters late (left truncation). A removal after which the body is listed
-- again was no end; a body that is founded again after it begins a second spell.
with
formation as (
    select
        subject_key,
        occurred_from as founded_on,
        row_number() over (
            partition by subject_key
            order by occurred_from, position
        ) as nth,
        lead(occurred_from, 1, date '9999-12-31') over (
            partition by subject_key
            order by occurred_from, position
        ) as founded_again_on,
    from organisation_formation_as_of($valid_at, $known_at)
),

listing as (
    select
        subject_key,
        occurred_from as listed_on,
    from organisation_designation_as_of($valid_at, $known_at)
    where programme = 'public-register'
),

ending as (
    select
        subject_key,
        occurred_to as ended_on,
    from organisation_removal_as_of($valid_at, $known_at)
    union all
    select
        subject_key,
        occurred_to as ended_on,
    from organisation_dissolution_as_of($valid_at, $known_at)
),

-- A founding that the register corrected to a day after the listing keeps that listing.
listed as (
    select
        formation.subject_key,
        formation.founded_on,
        min(listing.listed_on) as first_listed_on,
        max(listing.listed_on) as last_listed_on,
    from formation
    inner join listing
        on
            formation.subject_key = listing.subject_key
            and (formation.nth = 1 or listing.listed_on >= formation.founded_on)
            and listing.listed_on < formation.founded_again_on
    group by formation.subject_key, formation.founded_on
),

ended as (
    select
        formation.subject_key,
        formation.founded_on,
        max(ending.ended_on) as ended_on,
    from formation
    inner join ending
        on
            formation.subject_key = ending.subject_key
            and ending.ended_on >= formation.founded_on
            and ending.ended_on < formation.founded_again_on
    group by formation.subject_key, formation.founded_on
),

spell as (
    select
        0 as curve,
        nullif(greatest(listed.first_listed_on - listed.founded_on, 0), 0) as entry,
        case
            when ended.ended_on >= listed.last_listed_on then ended.ended_on
            else $valid_at
        end - listed.founded_on as exit,
        coalesce(ended.ended_on >= listed.last_listed_on, false) as is_event,
        1 as count_spells,
    from listed
    left join ended using (subject_key, founded_on)
)

select
    elapsed,
    count_at_risk,
    count_entered,
    count_events,
    count_censored,
    survival,
    low,
    high,
from kaplan_meier('spell')
order by elapsed
