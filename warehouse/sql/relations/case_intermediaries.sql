-- Whether intermediate support reaches each case: contact in every quarter of 12 months, and a worker assigned.
-- Grain: one row per community.
-- Unit: days within the 12 months up to valid_at; a community with several support organisations has the best of them. verdict holds where intermediaries are thin, contrary where they are formed, cannot_say with its reason otherwise; missing_months were expected to tell of assignments and were not (of a community without any assignment: were not observed).
-- Reads: community_area, support_spell, support_contact, worker_continuity, assignment_gap, observed_month, case_limit
create or replace macro case_intermediaries(valid_at, known_at) as table
with
contact as (
    select
        community,
        bool_or(is_in_every_quarter) as is_in_every_quarter,
        bool_or(is_certainly_in_every_quarter) as is_certainly,
        bool_or(is_possibly_in_every_quarter) as is_possibly,
        min(longest_gap_days) as longest_gap_days,
    from support_contact(valid_at, known_at)
    group by community
),

-- Support through the whole year of which no fact names an organisation.
unaccompanied as (
    select community
    from support_spell(valid_at, known_at)
    where support_organisation is null
        and started_from <= window_start(valid_at, 12)
        and coalesce(ended_from, valid_at) >= valid_at
    group by community
),

worker as (
    select community, array_length(workers_now) as count_workers
    from worker_continuity(valid_at, known_at)
),

uncovered as (
    select
        community,
        sum(
            date_diff(
                'day', greatest(gap_from, window_start(valid_at, 12)), least(gap_to, valid_at)
            ) + 1
        )::bigint as days_without_worker,
    from assignment_gap(valid_at, known_at)
    where gap_to >= window_start(valid_at, 12) and gap_from <= valid_at
    group by community
),

untold as (
    select
        community,
        count(*) filter (where is_expected and not is_observed) as missing_months,
        count(*) filter (where is_observed) as observed_months,
    from observed_month(valid_at, known_at, 'worker.assigned.v1')
    where month_start(month) >= window_start(valid_at, 12)
    group by community
),

counted as (
    select
        community.community,
        contact.community is not null as is_accompanied,
        unaccompanied.community is not null as is_unaccompanied,
        contact.is_in_every_quarter,
        contact.is_certainly,
        contact.is_possibly,
        contact.longest_gap_days,
        coalesce(worker.count_workers, 0) as count_workers,
        case
            when worker.community is null
                then date_diff('day', window_start(valid_at, 12), valid_at) + 1
            else coalesce(uncovered.days_without_worker, 0)
        end as days_without_worker,
        -- Where no worker was ever told of, only months that would have told of one are without.
        case
            when worker.community is null then greatest(12 - coalesce(untold.observed_months, 0), 0)
            else coalesce(untold.missing_months, 0)
        end as missing_months,
    from community_area(valid_at, known_at) as community
    left join contact on community.community = contact.community
    left join unaccompanied on community.community = unaccompanied.community
    left join worker on community.community = worker.community
    left join uncovered on community.community = uncovered.community
    left join untold on community.community = untold.community
),

judged as (
    select
        *,
        case
            when not is_accompanied and is_unaccompanied then 'no_organisation'
            when not is_accompanied then 'not_supported'
        end as obstacle,
        -- A month that was not told may hide an assignment for its whole length.
        not is_possibly
        or days_without_worker - 31 * missing_months
        > case_limit('intermediaries', 'days_without_worker_at_most') as is_thin,
        is_certainly
        and days_without_worker
        <= case_limit('intermediaries', 'days_without_worker_at_most') as is_formed,
    from counted
)

select
    community,
    case
        when obstacle = 'no_organisation' then 'holds'
        when obstacle = 'not_supported' then 'cannot_say'
        when is_thin then 'holds'
        when is_formed then 'contrary'
        else 'cannot_say'
    end as verdict,
    case
        when obstacle is not null then obstacle
        when not is_thin and not is_formed then 'missing_months'
    end as reason,
    case when obstacle is null then days_without_worker::double end as value,
    case
        when obstacle is null then greatest(days_without_worker - 31 * missing_months, 0)::double
    end as low,
    case when obstacle is null then days_without_worker::double end as high,
    count_workers as n,
    coalesce(is_in_every_quarter, false) as is_in_every_quarter,
    longest_gap_days,
    count_workers,
    days_without_worker,
    missing_months,
from judged;
