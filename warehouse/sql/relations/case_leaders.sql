-- Whether each case has resident organisations and leaders that represent it: breadth, emergence and succession.
-- Grain: one row per community.
-- Unit: organisations by line (a successor goes on for its predecessor); leaders and terms of the 36 months up to valid_at; a term that ended counts once its successor had the days of grace. verdict holds where they are hard to find, contrary where they are there, cannot_say with its reason otherwise. value is the effective number of leaders (C13) with its bounds.
-- Reads: community_area, organisation, leadership_tenure, c13_leadership, case_limit
create or replace macro case_leaders(valid_at, known_at) as table
with
living as (
    select community, count(distinct origin) as count_organisations
    from organisation(valid_at, known_at)
    where community is not null
        and dissolved_from is null
        and merged_from is null
        and succeeded_from is null
        and removed_from is null
    group by community
),

formed as (
    select community, count(distinct origin) as count_formed
    from organisation(valid_at, known_at)
    where community is not null and founded_from >= window_start(valid_at, 36)
    group by community
),

term as (
    select community, organisation, post, person, started_on, ended_on, is_completed
    from leadership_tenure(valid_at, known_at)
    where reading = 'stated' and started_on <= valid_at
),

led as (
    select community, count(distinct organisation) as count_led
    from term
    where ended_on is null or ended_on > valid_at
    group by community
),

first_term as (
    select community, person, min(started_on) as started_on
    from term
    group by community, person
),

emerged as (
    select community, count(*) as count_new
    from first_term
    where started_on >= window_start(valid_at, 36)
    group by community
),

turn as (
    select
        ended.community,
        ended.organisation,
        ended.post,
        ended.ended_on,
        count(following.person) > 0 as is_succeeded,
    from term as ended
    left join term as following
        on ended.organisation = following.organisation
        and ended.post = following.post
        and following.started_on >= ended.ended_on
        and following.started_on
        <= ended.ended_on + case_limit('leaders', 'succession_days')::integer
    where ended.is_completed
        and ended.ended_on >= window_start(valid_at, 36)
        and ended.ended_on <= valid_at - case_limit('leaders', 'succession_days')::integer
    group by ended.community, ended.organisation, ended.post, ended.ended_on
),

succession as (
    select
        community,
        count(*) as count_turns,
        count(*) filter (where is_succeeded) as count_succeeded,
    from turn
    group by community
),

concentration as (
    select
        unit_id as community,
        value,
        bound_low,
        bound_high,
        observed_months,
        required_months,
        coverage,
    from c13_leadership(valid_at, known_at)
    where unit_type = 'community' and measure = 'effective_leaders'
),

counted as (
    select
        community.community,
        coalesce(living.count_organisations, 0) as count_organisations,
        coalesce(formed.count_formed, 0) as count_formed,
        coalesce(led.count_led, 0) as count_led,
        coalesce(emerged.count_new, 0) as count_new,
        coalesce(succession.count_turns, 0) as count_turns,
        coalesce(succession.count_succeeded, 0) as count_succeeded,
        coalesce(concentration.value, 0) as effective_leaders,
        coalesce(concentration.bound_low, 0) as bound_low,
        coalesce(concentration.bound_high, 0) as bound_high,
        coalesce(concentration.observed_months, 0) as observed_months,
        coalesce(concentration.required_months, 36) as required_months,
        concentration.coverage,
    from community_area(valid_at, known_at) as community
    left join living on community.community = living.community
    left join formed on community.community = formed.community
    left join led on community.community = led.community
    left join emerged on community.community = emerged.community
    left join succession on community.community = succession.community
    left join concentration on community.community = concentration.community
),

judged as (
    select
        *,
        case
            when observed_months < required_months then 'too_early'
            when coverage < case_limit('leaders', 'coverage_at_least') then 'low_coverage'
        end as obstacle,
        count_led < case_limit('leaders', 'led_organisations_at_least')
        or bound_high < case_limit('leaders', 'effective_leaders_at_least')
        or (
            count_turns >= case_limit('leaders', 'turns_at_least')
            and count_succeeded < count_turns * case_limit('leaders', 'succeeded_share_at_least')
        ) as are_hard_to_find,
        bound_low >= case_limit('leaders', 'effective_leaders_at_least') as are_several,
    from counted
)

select
    community,
    case
        when obstacle is not null then 'cannot_say'
        when are_hard_to_find then 'holds'
        when are_several then 'contrary'
        else 'cannot_say'
    end as verdict,
    case
        when obstacle is not null then obstacle
        when not are_hard_to_find and not are_several then 'near_limit'
    end as reason,
    case when obstacle is null then effective_leaders end as value,
    case when obstacle is null then bound_low end as low,
    case when obstacle is null then bound_high end as high,
    count_led as n,
    count_organisations,
    count_formed,
    count_led,
    count_new,
    count_turns,
    count_succeeded,
    observed_months,
    required_months,
    coverage,
from judged;
