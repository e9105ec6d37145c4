-- Whether projects of each case are linked with one another, beyond paper, in the sense of R18.
-- Grain: one row per community.
-- Unit: value is R18's share with the bounds that links of unknown area or time leave open. verdict holds where projects are not linked, contrary where they are, cannot_say with its reason otherwise.
-- Reads: community_area, r18_same_area_linkage, case_limit
create or replace macro case_linkage(valid_at, known_at) as table
with
linkage as (
    select
        unit_id as community,
        value,
        bound_low,
        bound_high,
        numerator,
        n,
        observed_months,
        coverage,
        status,
    from r18_same_area_linkage(valid_at, known_at)
    where unit_type = 'community' and measure = 'share'
),

judged as (
    select
        community.community,
        linkage.value,
        linkage.bound_low,
        linkage.bound_high,
        coalesce(linkage.numerator, 0)::bigint as count_linked,
        coalesce(linkage.n, 0) as count_projects,
        linkage.observed_months,
        linkage.coverage,
        case
            when linkage.status is null or linkage.status <> 'mature' then 'few_projects'
            when linkage.coverage < case_limit('linkage', 'coverage_at_least') then 'low_coverage'
            when linkage.bound_low < case_limit('linkage', 'share_at_least')
                and linkage.bound_high >= case_limit('linkage', 'share_at_least')
                then 'near_limit'
        end as reason,
    from community_area(valid_at, known_at) as community
    left join linkage on community.community = linkage.community
)

select
    community,
    case
        when reason is not null then 'cannot_say'
        when bound_high < case_limit('linkage', 'share_at_least') then 'holds'
        else 'contrary'
    end as verdict,
    reason,
    value,
    bound_low as low,
    bound_high as high,
    count_projects as n,
    count_linked,
    count_projects,
    observed_months,
    coverage,
from judged;
