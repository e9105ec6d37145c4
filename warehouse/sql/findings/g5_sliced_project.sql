-- Small projects of one body in one community, approved within 90 days, that together reach the size of a large one.
-- Grain: one row per body, community and first project of such a series.
-- Unit: won, as approved at the selection; 100 million won or more together, each less; programmes may differ.
-- Reads: project_selection
create or replace macro g5_sliced_project(valid_at, known_at) as table
with
approval as (
    select
        subject_key as project,
        organisation,
        community,
        min(occurred_from) as approved_on,
        max(approved_won) as approved_won,
        min(position) as position,
    from project_selection_as_of(valid_at, known_at)
    where organisation is not null
    group by subject_key, organisation, community
),

series as (
    select
        first_one.organisation,
        first_one.community,
        first_one.project,
        first_one.approved_on,
        count(*) as count_projects,
        sum(other.approved_won)::bigint as sum_won,
        string_agg(other.project, ', ' order by other.project) as projects,
        list_sort(list(other.position)) as positions,
    from approval as first_one
    inner join approval as other
        on first_one.organisation = other.organisation
        and first_one.community = other.community
        and other.approved_on between first_one.approved_on and first_one.approved_on + 89
        and (first_one.approved_on, first_one.project) <= (other.approved_on, other.project)
    where other.approved_won < 100000000
        and first_one.approved_won < 100000000
    group by all
    having count(*) > 1 and sum(other.approved_won) >= 100000000
)

select
    'G5' as rule,
    'notice' as severity,
    'resident_organisation/' || organisation as subject,
    '90일 안에 승인된 사업 ' || count_projects || '개(' || projects || ')를 합하면 '
    || format('{:,}', sum_won) || '원으로, 나눈 한 사업일 수 있습니다.' as detail_ko,
    count_projects || ' projects approved within 90 days (' || projects || ') are of '
    || format('{:,}', sum_won) || ' won together and may be one project in slices.' as detail_en,
    approved_on as occurred_from,
    list_min(positions) as first_position,
    positions,
from series
-- A longer series holds the shorter ones that begin in it.
qualify row_number() over (
    partition by organisation, community, year(approved_on)
    order by sum_won desc, approved_on, project
) = 1;
