-- From the first participation of each resident in each community to leaving, moving out or the end of what can be known.
-- Grain: one row per community, person (pseudonyms linked) and reading: stated; late where dates are imprecise (all at their last day); where months are missing (see observation_clock) missing_silent, missing_active (everybody may have acted in them for as long as no twelve observed months in a row were silent) and missing_first (and may have come first in one). missing_silent has rows without a person, too: in each missing month as many came once as in the observed month that had most of them.
-- Unit: days. Who does not participate in 12 observed months left on the day of the last participation; outcome is left, moved_out or null (censored, with everybody else, 12 observed months before the end of observation). seen_on is the first day told, first_on that of the reading. entered_on is null unless the first participation precedes observation: then the first one within it. follow_up_months are ticks of the reading's clock after the first.
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
stated_year as (
    select
        community,
        person,
        min(first_from) as first_on,
        max(last_from) as last_on,
    from by_person
    group by community, person, year_from
),

late_year as (
    select
        by_person.community,
        by_person.person,
        min(by_person.first_to) as first_on,
        max(by_person.last_to) as last_on,
    from by_person
    semi join imprecise_community on by_person.community = imprecise_community.community
    group by by_person.community, by_person.person, by_person.year_to
),

-- One row per person: a list in order costs a third of a window over all years.
coming as (
    select
        'stated' as dating,
        community,
        person,
        list_sort(list(struct_pack(first_on := first_on, last_on := last_on))) as stretches,
    from stated_year
    group by community, person
    union all
    select
        'late' as dating,
        community,
        person,
        list_sort(list(struct_pack(first_on := first_on, last_on := last_on))) as stretches,
    from late_year
    group by community, person
),

clock as (
    select
        reading,
        community,
        month,
        is_observed,
        ticks,
        base,
        earliest_month,
        latest_month,
        first_month,
        last_month,
        last_ticks,
        censored_month,
    from observation_clock(valid_at, known_at, 'community.participation_recorded.v1')
),

clock_of_community as (
    select distinct
        reading,
        community,
        first_month,
        last_month,
        last_ticks,
    from clock
),

-- Late dates are read on the clock as it is stated.
clock_reading as (
    select
        reading,
        'stated' as dating,
        reading as clock_reading,
        community,
        first_month,
        last_month,
        last_ticks,
    from clock_of_community
    union all
    select
        'late' as reading,
        'late' as dating,
        reading as clock_reading,
        community,
        first_month,
        last_month,
        last_ticks,
    from clock_of_community
    semi join imprecise_community using (community)
    where reading = 'stated'
    union all
    select
        'missing_first' as reading,
        'stated' as dating,
        reading as clock_reading,
        community,
        first_month,
        last_month,
        last_ticks,
    from clock_of_community
    where reading = 'missing_active'
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

lived as (
    select
        clock_reading.reading,
        clock_reading.clock_reading,
        coming.community,
        coming.person,
        coming.stretches,
        coming.stretches[1].first_on as first_on,
        coming.stretches[-1].last_on as last_on,
        case
            when moved.moved_on >= coming.stretches[-1].last_on then moved.moved_on
        end as moved_on,
        clock_reading.first_month,
        clock_reading.last_month,
        clock_reading.last_ticks,
        month_number(coming.stretches[1].first_on) < clock_reading.first_month as is_late,
    from coming
    inner join clock_reading
        on coming.community = clock_reading.community
        and coming.dating = clock_reading.dating
    left join moved
        on coming.community = moved.community
        and coming.person = moved.person
),

-- Who enters late was first seen on the first day within observation.
stretch as (
    select
        reading,
        clock_reading,
        community,
        person,
        stretches,
        moved_on,
        first_month,
        last_month,
        is_late,
        unnest(range(1, array_length(stretches) + 1)) as place,
    from lived
    where is_late or moved_on is not null or array_length(stretches) > 1
),

entering as (
    select
        reading,
        community,
        person,
        min(
            case
                when month_number(stretches[place].first_on) >= first_month
                    then stretches[place].first_on
                when month_number(stretches[place].last_on) >= first_month
                    then stretches[place].last_on
            end
        ) as first_observed_on,
    from stretch
    where is_late
    group by reading, community, person
),

-- Months outside the clock are read at its ends: before it nothing ticks, after it nothing more.
silence as (
    select
        reading,
        clock_reading,
        community,
        person,
        stretches[place].last_on as last_on,
        greatest(least(month_number(stretches[place].last_on), last_month), first_month - 1)
            as base_month,
        greatest(
            least(
                month_number(
                    case
                        when place < array_length(stretches) then stretches[place + 1].first_on
                        else moved_on
                    end
                ) - 1,
                last_month
            ),
            first_month - 1
        ) as until_month,
    from stretch
    where place < array_length(stretches) or moved_on is not null
),

-- Silences that ended: by coming again, or by moving out. (Each month is on its clock; with inner joins
-- DuckDB 2.0 would first pair all months of a community with one another.)
paused as (
    select
        silence.reading,
        silence.community,
        silence.person,
        min(
            case
                when base_clock.latest_month > silence.base_month
                    then month_start(base_clock.latest_month + 1) - 1
                else silence.last_on
            end
        ) as left_on,
    from silence
    left join clock as base_clock
        on silence.community = base_clock.community
        and silence.clock_reading = base_clock.reading
        and silence.base_month = base_clock.month
    left join clock as until_clock
        on silence.community = until_clock.community
        and silence.clock_reading = until_clock.reading
        and silence.until_month = until_clock.month
    where silence.until_month - silence.base_month >= 12
        and until_clock.ticks - base_clock.base >= 12
    group by silence.reading, silence.community, silence.person
),

dated as (
    select
        lived.reading,
        lived.community,
        lived.person,
        lived.first_on as seen_on,
        case
            when lived.reading = 'missing_first'
                and not lived.is_late
                and first_clock.earliest_month < month_number(lived.first_on)
                then month_start(first_clock.earliest_month)
            else lived.first_on
        end as first_on,
        lived.is_late,
        case when lived.is_late then entering.first_observed_on end as entered_on,
        case
            when paused.left_on is not null then paused.left_on
            when lived.moved_on is not null or lived.last_ticks - last_clock.base < 12 then null
            when last_clock.latest_month > month_number(lived.last_on)
                then month_start(last_clock.latest_month + 1) - 1
            else lived.last_on
        end as left_on,
        lived.moved_on,
        month_start(first_clock.censored_month + 1) - 1 as censored_on,
        lived.last_ticks - first_clock.ticks as follow_up_months,
    from lived
    left join clock as first_clock
        on lived.clock_reading = first_clock.reading
        and lived.community = first_clock.community
        and greatest(
            least(month_number(lived.first_on), lived.last_month), lived.first_month - 1
        ) = first_clock.month
    left join clock as last_clock
        on lived.clock_reading = last_clock.reading
        and lived.community = last_clock.community
        and greatest(
            least(month_number(lived.last_on), lived.last_month), lived.first_month - 1
        ) = last_clock.month
    left join paused
        on lived.reading = paused.reading
        and lived.community = paused.community
        and lived.person = paused.person
    left join entering
        on lived.reading = entering.reading
        and lived.community = entering.community
        and lived.person = entering.person
),

stay as (
    select
        reading,
        community,
        person,
        seen_on,
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
    where not is_late or entered_on is not null
),

-- Who came in a missing month only is not in the record: no more than in any month observed.
passing as (
    select
        community,
        max(count_persons) as count_persons,
    from (
        select
            community,
            month_number(first_on) as month,
            count(*) as count_persons,
        from stay
        where reading = 'stated'
            and outcome = 'left'
            and month_number(first_on) = month_number(ended_on)
        group by community, month_number(first_on)
    )
    group by community
),

unseen as (
    select
        clock.reading,
        clock.community,
        month_start(clock.month) as first_on,
        clock.last_ticks - clock.ticks as follow_up_months,
        unnest(range(passing.count_persons)) as number,
    from clock
    inner join passing on clock.community = passing.community
    where clock.reading = 'missing_silent'
        and not clock.is_observed
        and clock.month between clock.first_month and clock.censored_month
)

select
    reading,
    community,
    person,
    seen_on,
    first_on,
    entered_on,
    ended_on,
    outcome,
    follow_up_months,
from stay
union all
select
    reading,
    community,
    null::varchar as person,
    first_on as seen_on,
    first_on,
    null::date as entered_on,
    first_on as ended_on,
    'left' as outcome,
    follow_up_months,
from unseen;
