-- How many activities residents ran themselves, in the last year and the one before, and around the end of support.
-- Grain: one row per measure of C15, community and body (null for the two that count all activities of the community).
-- Unit: activities; fewest and most as dates, unnamed organisers and unstated facilitators allow; count_unseen are those that months without a delivery may hide, in each as many as in the busiest month observed. A body's support must have lasted for 12 months and be over for 12.
-- Reads: activity_run, support_spell, missing_month
create or replace macro self_run_count(valid_at, known_at) as table
with
run as (
    select
        community,
        organisations,
        occurred_from,
        occurred_to,
        runner,
        is_run_stated,
    from activity_run(valid_at, known_at)
),

supported_body as (
    select
        community,
        supported as body,
        min(started_to) as started_to,
        max(ended_from) as ended_from,
        max(least(ended_to, valid_at)) as ended_to,
    from support_spell(valid_at, known_at)
    group by community, supported
    having count(*) = count(ended_from)
),

ended_body as (
    select community, body, ended_from, ended_to
    from supported_body
    where ended_from + to_months(12) <= valid_at
        and started_to <= ended_from - to_months(12)
),

-- What the first and the last day of each window may be; stated are the earliest.
phase as (
    select
        'share' as measure,
        community,
        null::varchar as body,
        window_start(valid_at, 12) as starts_from,
        window_start(valid_at, 12) as starts_to,
        valid_at::date as ends_from,
        valid_at::date as ends_to,
    from (select distinct community from run)
    union all
    select
        'share_year_before' as measure,
        community,
        null::varchar as body,
        window_start(valid_at, 24) as starts_from,
        window_start(valid_at, 24) as starts_to,
        window_start(valid_at, 12) - 1 as ends_from,
        window_start(valid_at, 12) - 1 as ends_to,
    from (select distinct community from run)
    union all
    select
        'share_supported' as measure,
        community,
        body,
        (ended_from - to_months(12))::date + 1 as starts_from,
        (ended_to - to_months(12))::date + 1 as starts_to,
        ended_from as ends_from,
        ended_to as ends_to,
    from ended_body
    union all
    select
        'share_after_support' as measure,
        community,
        body,
        ended_from + 1 as starts_from,
        ended_to + 1 as starts_to,
        (ended_from + to_months(12))::date as ends_from,
        least((ended_to + to_months(12))::date, valid_at) as ends_to,
    from ended_body
),

-- By each body that took part, and by the community as a whole, of which all counts.
run_by_body as (
    select
        community,
        community as body,
        occurred_from,
        occurred_to,
        runner,
        is_run_stated,
    from run
    union all
    select
        community,
        body,
        occurred_from,
        occurred_to,
        runner,
        is_run_stated,
    from (
        select
            community,
            unnest(organisations) as body,
            occurred_from,
            occurred_to,
            runner,
            is_run_stated,
        from run
    )
    where body <> community
),

in_phase as (
    select
        phase.measure,
        phase.community,
        phase.body,
        phase.starts_from,
        phase.starts_to,
        phase.ends_from,
        phase.ends_to,
        run.occurred_from,
        run.occurred_to,
        run.runner,
        run.is_run_stated,
    from phase
    inner join run_by_body as run
        on phase.community = run.community
        and coalesce(phase.body, phase.community) = run.body
        and run.occurred_to >= phase.starts_from
        and run.occurred_from <= phase.ends_to
),

counted as (
    select
        measure,
        community,
        body,
        starts_from,
        ends_to,
        runner,
        is_run_stated,
        month_number(occurred_from) as month,
        occurred_from between starts_from and ends_from as is_stated,
        occurred_from >= starts_to and occurred_to <= ends_from as is_certain,
    from in_phase
),

busiest as (
    select
        measure,
        community,
        body,
        max(count_activities) as count_activities,
    from (
        select
            measure,
            community,
            body,
            count(*) as count_activities,
        from counted
        group by measure, community, body, month
    )
    group by measure, community, body
),

missing as (
    select
        phase.measure,
        phase.community,
        phase.body,
        count(*) as count_months,
    from phase
    inner join missing_month(valid_at, known_at, 'community.activity_held.v1') as month
        on phase.community = month.community
        and month.month between month_number(phase.starts_from) and month_number(phase.ends_to)
    group by phase.measure, phase.community, phase.body
),

summed as (
    select
        measure,
        community,
        body,
        count(*) filter (where is_stated) as count_activities,
        count(*) filter (where is_stated and runner = 'unknown') as count_unknown,
        count(*) filter (where is_stated and runner = 'residents') as count_self_run,
        count(*) filter (
            where is_certain and runner = 'residents' and is_run_stated
        ) as fewest_self_run,
        count(*) filter (where runner <> 'outside') as most_self_run,
        count(*) filter (where is_certain and runner = 'outside') as fewest_others,
        count(*) filter (where runner <> 'residents' or not is_run_stated) as most_others,
    from counted
    group by measure, community, body
)

select
    summed.measure,
    summed.community,
    summed.body,
    summed.count_activities,
    summed.count_unknown,
    summed.count_self_run,
    summed.fewest_self_run,
    summed.most_self_run,
    summed.fewest_others,
    summed.most_others,
    coalesce(missing.count_months * busiest.count_activities, 0) as count_unseen,
from summed
left join busiest
    on summed.measure = busiest.measure
    and summed.community = busiest.community
    and summed.body is not distinct from busiest.body
left join missing
    on summed.measure = missing.measure
    and summed.community = missing.community
    and summed.body is not distinct from missing.body;
