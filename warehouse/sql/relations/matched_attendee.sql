-- Residents without any training who attended in the community and quarter in which others were trained, and whether they practised.
-- Grain: one row per community and quarter with trained residents (see trained_resident); who attended in several quarters counts in each.
-- Unit: persons; an attendee's 12 months of practice begin with the first attendance in the quarter.
-- Reads: trained_resident, training, participation, practice, person
create or replace macro matched_attendee(valid_at, known_at) as table
with
cell as (
    select
        community,
        year(trained_from) * 4 + quarter(trained_from) as quarter_number,
        count(*) as count_trained,
    from trained_resident(valid_at, known_at)
    where trained_from >= window_start(valid_at, 24)
    group by all
),

ever_trained as (
    select distinct
        training.community,
        coalesce(person.person, training.subject_key) as person,
    from training_as_of(valid_at, known_at) as training
    left join person(valid_at, known_at) as person on training.subject_key = person.pseudonym
),

attended as (
    select
        subject_key as community,
        resident,
        year(occurred_from) * 4 + quarter(occurred_from) as quarter_number,
        min(occurred_from) as attended_on,
    from participation_as_of(valid_at, known_at)
    where occurred_from >= window_start(valid_at, 24)
        and occurred_from < window_start(valid_at, 12)
    group by all
),

attendee as (
    select
        attended.community,
        attended.quarter_number,
        coalesce(person.person, attended.resident) as person,
        min(attended.attended_on) as attended_on,
    from attended
    semi join cell
        on attended.community = cell.community
        and attended.quarter_number = cell.quarter_number
    left join person(valid_at, known_at) as person on attended.resident = person.pseudonym
    group by all
),

untrained as (
    select
        attendee.community,
        attendee.quarter_number,
        attendee.person,
        attendee.attended_on,
    from attendee
    anti join ever_trained
        on attendee.community = ever_trained.community
        and attendee.person = ever_trained.person
),

practised as (
    select distinct
        untrained.community,
        untrained.quarter_number,
        untrained.person,
    from untrained
    inner join practice(valid_at, known_at) as practice
        on untrained.community = practice.community
        and untrained.person = practice.person
        and untrained.attended_on < practice.occurred_from
        and untrained.attended_on + to_months(12) >= practice.occurred_from
)

select
    cell.community,
    cell.quarter_number,
    cell.count_trained,
    count(untrained.person) as count_attendees,
    count(practised.person) as count_practised,
from cell
inner join untrained using (community, quarter_number)
left join practised using (community, quarter_number, person)
group by cell.community, cell.quarter_number, cell.count_trained;
