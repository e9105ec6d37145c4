-- In which of the last six years before valid_at each person came, in each community.
-- Grain: one row per community and person (pseudonyms linked) seen within 72 months.
-- Unit: the years are sets, bit k the twelve months that ended 12 k months before valid_at; stated by the first day told, certain where one of the days told lies in the year whichever it was, possible where one may.
-- Reads: participation, activity, person
create or replace macro attending_year(valid_at, known_at) as table
with
unsigned_activity as (
    select distinct
        subject_key as community,
        activity,
    from activity_as_of(valid_at, known_at)
    where not is_signed_in
),

-- Days first, of which there are few thousands, so that years are found once for each.
told_day as (
    select distinct
        occurred_from,
        occurred_to,
    from participation_as_of(valid_at, known_at)
    where occurred_to >= window_start(valid_at, 72)
),

year_of_day as (
    select
        occurred_from,
        occurred_to,
        list_sum([
            (occurred_from < window_start(valid_at, 12 * number))::integer
            for number in range(1, 7)
        ]) as oldest,
        list_sum([
            (occurred_to < window_start(valid_at, 12 * number))::integer
            for number in range(1, 7)
        ]) as newest,
        occurred_to > valid_at as may_be_later,
    from told_day
),

years_of_day as (
    select
        occurred_from,
        occurred_to,
        case when oldest < 6 then (1 << oldest) else 0 end::utinyint as stated,
        case
            when oldest = newest and not may_be_later then (1 << oldest)
            else 0
        end::utinyint as certain,
        ((1 << (least(oldest, 5) + 1)) - (1 << newest))::utinyint as possible,
    from year_of_day
),

by_pseudonym as (
    select
        participation.subject_key as community,
        participation.resident,
        bit_or(years_of_day.stated) as stated,
        bit_or(years_of_day.certain) as certain,
        bit_or(years_of_day.possible) as possible,
    from participation_as_of(valid_at, known_at) as participation
    inner join years_of_day
        on participation.occurred_from = years_of_day.occurred_from
        and participation.occurred_to = years_of_day.occurred_to
    anti join unsigned_activity
        on participation.subject_key = unsigned_activity.community
        and participation.activity = unsigned_activity.activity
    group by participation.subject_key, participation.resident
)

select
    by_pseudonym.community,
    coalesce(linked.person, by_pseudonym.resident) as person,
    bit_or(by_pseudonym.stated) as stated,
    bit_or(by_pseudonym.certain) as certain,
    bit_or(by_pseudonym.possible) as possible,
from by_pseudonym
left join person(valid_at, known_at) as linked on by_pseudonym.resident = linked.pseudonym
group by all;
