-- Who has worked with each community, and how long it was without a worker.
-- Grain: one row per community to which a worker was ever assigned.
-- Unit: workers_now are pseudonyms of those whose assignment holds at valid_at; days and months as in assignment_gap. longest_gap_days is 0 where no day was without a worker; open_gap_days is null while a worker is there, and after support has ended. missing_months are those of all gaps.
-- Reads: worker_posting, assignment_gap
create or replace macro worker_continuity(valid_at, known_at) as table
with
posted as (
    select
        community,
        list_sort(list(distinct support_organisation)) as support_organisations,
        coalesce(
            list_sort(list(distinct worker) filter (
                where ended_from is null or ended_from >= valid_at
            )),
            []::varchar[]
        ) as workers_now,
        count(distinct worker) as count_workers,
        min(began_from) as first_assigned_on,
        max(least(coalesce(ended_from, valid_at), valid_at)) as last_assigned_on,
    from worker_posting(valid_at, known_at)
    group by community
),

gaps as (
    select
        community,
        count(*) as count_gaps,
        max(gap_days) as longest_gap_days,
        max_by(gap_from, row(gap_days, gap_from)) as longest_gap_from,
        max_by(gap_to, row(gap_days, gap_from)) as longest_gap_to,
        sum(gap_days)::bigint as gap_days,
        max(gap_days) filter (where is_open) as open_gap_days,
        sum(missing_months)::bigint as missing_months,
    from assignment_gap(valid_at, known_at)
    group by community
)

select
    posted.community,
    posted.support_organisations,
    posted.workers_now,
    posted.count_workers,
    posted.first_assigned_on,
    posted.last_assigned_on,
    coalesce(gaps.count_gaps, 0) as count_gaps,
    coalesce(gaps.gap_days, 0) as gap_days,
    coalesce(gaps.longest_gap_days, 0) as longest_gap_days,
    gaps.longest_gap_from,
    gaps.longest_gap_to,
    gaps.open_gap_days,
    coalesce(gaps.missing_months, 0) as missing_months,
from posted
left join gaps using (community);
