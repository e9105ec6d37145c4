-- From the first participation of each resident in each community to leaving, moving out or the end of what can be known.
-- Grain: one row per community, person (pseudonyms linked) and reading: stated; late where dates are imprecise (all at their last day); missing_silent and missing_active where months are missing (see observation_clock).
-- Unit: days. Who does not participate in 12 observed months left on the day of the last participation; outcome is left, moved_out or null (censored, with everybody else, 12 observed months before the end of observation). entered_on is null unless the first participation precedes observation: then the first one within it. follow_up_months are ticks of the reading's clock after the first.
-- Reads: participation, person, moving_out, observation_clock
create or replace macro participation_spell(valid_at, known_at) as table
with
by_year as (
    select
        subject_key as community,
        resident,
        year(occurred_from) as year_from,
        year(occurred_to) as year_to,
        min(occurred_from) as first_from,
        max(occurred_from) as last_from,
        min(occurred_to) as first_to,
        max(occurred_to) as last_to,
    from participation_as_of(valid_at, known_at)
    group by all
),

by_person as (
    select
        by_year.community,
        coalesce(person.person, by_year.resident) as person,
        by_year.year_from,
        by_year.year_to,
        by_year.first_from,
        by_year.last_from,
        least(by_year.first_to, valid_at) as first_to,
        least(by_year.last_to, valid_at) as last_to,
    from by_year
    left join person(valid_at, known_at) as person on by_year.resident = person.pseudonym
),

imprecise_community as (
    select distinct community
    from by_person
    where first_from <> first_to or last_from <> last_to
),

-- Twelve silent months never lie within a calendar year in which somebody came before and after, so
-- the first and last day of each year tell all long silences.
stretch_stated as (
    select
        community,
        person,
        year_from as calendar_year,
        min(first_from) as first_on,
        max(last_from) as last_on,
    from by_person
    group by community, person, year_from
),

stretch_late as (
    select
        by_person.community,
        by_person.person,
        by_person.year_to as calendar_year,
        min(by_person.first_to) as first_on,
        max(by_person.last_to) as last_on,
    from by_person
    semi join imprecise_community on by_person.community = imprecise_community.community
    group by by_person.community, by_person.person, by_person.year_to
),

clock as (
    select
        told.reading,
        told.community,
        told.month,
        told.ticks,
        told.base,
        told.first_month,
        told.last_month,
        told.last_ticks,
        told.censored_month,
    from observation_clock(
        valid_at, known_at, 'community.participation_recorded.v1'
    ) as told
    left join imprecise_community on told.community = imprecise_community.community
    where told.reading <> 'late' or imprecise_community.community is not null
),

community_clock as (
    select distinct
        reading,
        community,
        first_month,
        last_month,
        last_ticks,
    from clock
),

stretch as (
    select
        community_clock.reading,
        community_clock.first_month,
        community_clock.last_month,
        community_clock.last_ticks,
        stretch_stated.community,
        stretch_stated.person,
        stretch_stated.calendar_year,
        stretch_stated.first_on,
        stretch_stated.last_on,
    from stretch_stated
    inner join community_clock
        on stretch_stated.community = community_clock.community
        and community_clock.reading <> 'late'
    union all
    select
        community_clock.reading,
        community_clock.first_month,
        community_clock.last_month,
        community_clock.last_ticks,
        stretch_late.community,
        stretch_late.person,
        stretch_late.calendar_year,
        stretch_late.first_on,
        stretch_late.last_on,
    from stretch_late
    inner join community_clock
        on stretch_late.community = community_clock.community
        and community_clock.reading = 'late'
),

moved as (
    select
        moving_out.community,
        coalesce(person.person, moving_out.subject_key) as person,
        max(moving_out.occurred_from) as moved_on,
    from moving_out_as_of(valid_at, known_at) as moving_out
    left join person(valid_at, known_at) as person on moving_out.subject_key = person.pseudonym
    group by all
),

followed as (
    select
        stretch.reading,
        stretch.community,
        stretch.person,
        stretch.first_month,
        stretch.last_month,
        stretch.last_ticks,
        stretch.first_on,
        stretch.last_on,
        moved.moved_on,
        lead(stretch.first_on) over (
            partition by stretch.community, stretch.person, stretch.reading
            order by stretch.calendar_year
        ) as next_on,
    from stretch
    left join moved
        on stretch.community = moved.community
        and stretch.person = moved.person
),

-- Months outside the clock are read at its ends: before it nothing ticks, after it nothing more.
silence as (
    select
        reading,
        community,
        person,
        last_ticks,
        last_on,
        greatest(least(month_number(last_on), last_month), first_month - 1) as base_month,
        greatest(
            least(
                month_number(
                    coalesce(next_on, case when moved_on >= last_on then moved_on end)
                ) - 1,
                last_month
            ),
            first_month - 1
        ) as until_month,
        next_on is null and coalesce(moved_on < last_on, true) as is_open,
    from followed
),

leaving as (
    select
        silence.reading,
        silence.community,
        silence.person,
        min(silence.last_on) as left_on,
    from silence
    inner join clock as base_clock
        on silence.community = base_clock.community
        and silence.reading = base_clock.reading
        and silence.base_month = base_clock.month
    left join clock as until_clock
        on silence.community = until_clock.community
        and silence.reading = until_clock.reading
        and silence.until_month = until_clock.month
    where (silence.is_open or silence.until_month - silence.base_month >= 12)
        and case when silence.is_open then silence.last_ticks else until_clock.ticks end
        - base_clock.base >= 12
    group by silence.reading, silence.community, silence.person
),

lived as (
    select
        reading,
        community,
        person,
        min(first_on) as first_on,
        max(last_on) as last_on,
        min(
            case
                when month_number(first_on) >= first_month then first_on
                when month_number(last_on) >= first_month then last_on
            end
        ) as first_observed_on,
        max(moved_on) as moved_on,
        max(last_ticks) as last_ticks,
        month_number(min(first_on)) < max(first_month) as is_late,
        greatest(
            least(month_number(min(first_on)), max(last_month)), max(first_month) - 1
        ) as clock_month,
    from followed
    group by reading, community, person
),

dated as (
    select
        lived.reading,
        lived.community,
        lived.person,
        lived.first_on,
        lived.is_late,
        case when lived.is_late then lived.first_observed_on end as entered_on,
        leaving.left_on,
        case when lived.moved_on >= lived.last_on then lived.moved_on end as moved_on,
        month_start(first_clock.censored_month + 1) - 1 as censored_on,
        lived.last_ticks - first_clock.ticks as follow_up_months,
    from lived
    inner join clock as first_clock
        on lived.reading = first_clock.reading
        and lived.community = first_clock.community
        and lived.clock_month = first_clock.month
    left join leaving
        on lived.reading = leaving.reading
        and lived.community = leaving.community
        and lived.person = leaving.person
)

select
    reading,
    community,
    person,
    first_on,
    entered_on,
    case
        when left_on is not null then left_on
        when moved_on <= censored_on then moved_on
        else censored_on
    end as ended_on,
    case
        when left_on is not null then 'left'
        when moved_on <= censored_on then 'moved_out'
    end as outcome,
    follow_up_months,
from dated
where not is_late or entered_on is not null;
