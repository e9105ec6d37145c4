-- Times in which no worker was assigned to a community that had had one, while it was supported.
-- Grain: one row per community and gap.
-- Unit: days without a worker, from the day after one assignment to the day before the next; as stated (first days of imprecise dates). The gap that goes on at valid_at is open; after the last support of the community none is counted. missing_months are those of the gap that were expected to be told of and were not: an assignment may hide there.
-- Reads: worker_posting, support_spell, missing_month
create or replace macro assignment_gap(valid_at, known_at) as table
with
posting as (
    select
        community,
        began_from,
        least(coalesce(ended_from, valid_at), valid_at) as ended_on,
    from worker_posting(valid_at, known_at)
),

-- Null while any body of the community is supported, and where no support was ever told of.
supported as (
    select
        community,
        case when count(*) = count(ended_from) then max(ended_from) end as supported_until,
    from support_spell(valid_at, known_at)
    group by community
),

-- The end of the time looked at stands for one more assignment.
turn as (
    select community, began_from, ended_on, false as is_last, false as is_open
    from posting
    union all
    select
        posting.community,
        least(coalesce(min(supported.supported_until), valid_at), valid_at) + 1 as began_from,
        valid_at as ended_on,
        true as is_last,
        min(supported.supported_until) is null as is_open,
    from posting
    left join supported on posting.community = supported.community
    group by posting.community
),

followed as (
    select
        community,
        began_from,
        is_open,
        max(ended_on) over (
            partition by community
            order by began_from, is_last, ended_on
            rows between unbounded preceding and 1 preceding
        ) as left_on,
        bool_or(is_last) over (
            partition by community
            order by began_from, is_last, ended_on
            rows between unbounded preceding and 1 preceding
        ) as is_after_the_end,
    from turn
),

gap as (
    select
        community,
        left_on + 1 as gap_from,
        began_from - 1 as gap_to,
        date_diff('day', left_on, began_from) - 1 as gap_days,
        is_open,
    from followed
    where date_diff('day', left_on, began_from) > 1 and not coalesce(is_after_the_end, false)
),

untold as (
    select
        gap.community,
        gap.gap_from,
        count(*) as missing_months,
    from gap
    inner join missing_month(valid_at, known_at, 'worker.assigned.v1') as untold_month
        on gap.community = untold_month.community
        and untold_month.month >= month_number(gap.gap_from)
        and untold_month.month <= month_number(gap.gap_to)
    group by gap.community, gap.gap_from
)

select
    gap.community,
    gap.gap_from,
    gap.gap_to,
    gap.gap_days,
    gap.is_open,
    coalesce(untold.missing_months, 0) as missing_months,
from gap
left join untold using (community, gap_from);
