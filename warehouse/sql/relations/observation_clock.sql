-- The clock by which twelve silent months are counted for each community: only observed months tick.
-- Grain: one row per community, reading and month from the one before the first observed month to the last.
-- Unit: month is month_number's; whoever acts last in month m and next in month n was silent long enough if the ticks of month n - 1 exceed the base of month m by 12; censored_month is the last of which twelve silent months would show by the end. Readings: stated; where months are missing also missing_silent (they tick too) and missing_active (somebody may have acted in them, so only twelve observed months in a row count). Whoever was seen in a month may, unseen, have acted from earliest_month to latest_month, always with fewer than twelve observed months between: that is the month itself but for missing_active.
-- Reads: observed_month
create or replace macro observation_clock(valid_at, known_at, kind_of_fact) as table
with
observed as (
    select
        community,
        month,
    from observed_month(valid_at, known_at, kind_of_fact)
    where is_observed
),

span as (
    select
        community,
        min(month) as first_month,
        max(month) as last_month,
        max(month) - min(month) + 1 > count(*) as has_missing_months,
    from observed
    group by community
),

spine as (
    select
        community,
        first_month,
        last_month,
        has_missing_months,
        unnest(range(first_month - 1, last_month + 1)) as month,
    from span
),

counted as (
    select
        spine.community,
        spine.first_month,
        spine.last_month,
        spine.has_missing_months,
        spine.month,
        observed.month is not null as is_observed,
        count(observed.month) over running as observed_so_far,
        spine.month - max(case when observed.month is null then spine.month end) over running
            as months_in_a_row,
    from spine
    left join observed
        on spine.community = observed.community
        and spine.month = observed.month
    window running as (
        partition by spine.community
        order by spine.month
        rows between unbounded preceding and current row
    )
),

-- Months that end twelve observed ones in a row; one of them after the eleventh month of silence means
-- that the silence held twelve.
rows_of_twelve as (
    select
        community,
        first_month,
        last_month,
        has_missing_months,
        month,
        is_observed,
        observed_so_far,
        sum(case when months_in_a_row >= 12 then 12 else 0 end) over (
            partition by community
            order by month
            rows between unbounded preceding and current row
        )::bigint as twelves_so_far,
        sum(case when months_in_a_row >= 12 then 12 else 0 end) over (
            partition by community
            order by month
            rows between unbounded preceding and 11 following
        )::bigint as twelves_so_far_in_11_months,
    from counted
),

-- Missing months that fewer than twelve observed ones part are one chain.
gap as (
    select
        community,
        month,
        month - lag(month) over (partition by community order by month) as months_since_gap,
    from counted
    where has_missing_months and not is_observed and month >= first_month
),

numbered_gap as (
    select
        community,
        month,
        sum(case when coalesce(months_since_gap, 13) > 12 then 1 else 0 end) over (
            partition by community
            order by month
            rows between unbounded preceding and current row
        ) as chain,
    from gap
),

chain as (
    select
        community,
        min(month) as first_gap,
        max(month) as last_gap,
    from numbered_gap
    group by community, chain
),

reach as (
    select
        rows_of_twelve.community,
        rows_of_twelve.month,
        least(min(chain.first_gap), rows_of_twelve.month) as earliest_month,
        greatest(max(chain.last_gap), rows_of_twelve.month) as latest_month,
    from rows_of_twelve
    inner join chain
        on rows_of_twelve.community = chain.community
        and rows_of_twelve.month between chain.first_gap - 12 and chain.last_gap + 12
    group by rows_of_twelve.community, rows_of_twelve.month
),

ticking as (
    select
        'stated' as reading,
        community,
        first_month,
        last_month,
        month,
        is_observed,
        observed_so_far as ticks,
        observed_so_far as base,
        month as earliest_month,
        month as latest_month,
    from rows_of_twelve
    union all
    select
        'missing_silent' as reading,
        community,
        first_month,
        last_month,
        month,
        is_observed,
        month - first_month + 1 as ticks,
        month - first_month + 1 as base,
        month as earliest_month,
        month as latest_month,
    from rows_of_twelve
    where has_missing_months
    union all
    select
        'missing_active' as reading,
        rows_of_twelve.community,
        rows_of_twelve.first_month,
        rows_of_twelve.last_month,
        rows_of_twelve.month,
        rows_of_twelve.is_observed,
        rows_of_twelve.twelves_so_far as ticks,
        rows_of_twelve.twelves_so_far_in_11_months as base,
        coalesce(reach.earliest_month, rows_of_twelve.month) as earliest_month,
        coalesce(reach.latest_month, rows_of_twelve.month) as latest_month,
    from rows_of_twelve
    left join reach
        on rows_of_twelve.community = reach.community
        and rows_of_twelve.month = reach.month
    where rows_of_twelve.has_missing_months
),

ended as (
    select
        reading,
        community,
        first_month,
        last_month,
        month,
        is_observed,
        ticks,
        base,
        earliest_month,
        latest_month,
        max(ticks) over (partition by community, reading) as last_ticks,
    from ticking
)

select
    community,
    reading,
    month,
    is_observed,
    ticks,
    base,
    earliest_month,
    latest_month,
    first_month,
    last_month,
    last_ticks,
    max(case when last_ticks - base >= 12 then month end) over (
        partition by community, reading
    ) as censored_month,
from ended;
