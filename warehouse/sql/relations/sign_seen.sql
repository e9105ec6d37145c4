-- Which signs of the process guide and of the progress markers the facts of each community give, and since when.
-- Grain: one row per community and sign.
-- Unit: status is seen (enough facts), partly (some), not_seen (none, though feeds report that kind) or unobserved (no feed reports it); days of the first and the last such fact, as far as their dates are precise; about residents only where there are at least five facts.
-- Reads: sign, evidence_fact, community_area, reported_kind, fact_name
create or replace macro sign_seen(valid_at, known_at) as table
with
every_sign as (
    select
        area.community,
        sign.sign,
        sign.kinds,
        sign.least_facts,
    from community_area(valid_at, known_at) as area
    cross join sign
),

fact as (
    select
        community,
        position,
        fact_name,
        occurred_from,
        occurred_to,
        payload,
    from evidence_fact(valid_at, known_at)
),

first_of_kind as (
    select
        community,
        fact_name,
        min(occurred_from) as first_on,
    from fact
    group by community, fact_name
),

sign_kind as (
    select
        sign,
        fact_name(unnest(kinds)) as fact_name,
        '$.' || field as path,
        comparison,
        accepted,
        window_months,
        fact_name(after_kind) as after_name,
    from sign
),

candidate as (
    select
        sign_kind.sign,
        fact.community,
        fact.position,
        fact.occurred_from,
        fact.occurred_to,
        sign_kind.comparison,
        sign_kind.accepted,
        json_extract_string(fact.payload, sign_kind.path) as stated,
    from fact
    inner join sign_kind on fact.fact_name = sign_kind.fact_name
    left join first_of_kind as base
        on fact.community = base.community
        and sign_kind.after_name = base.fact_name
    where (sign_kind.after_name is null or fact.occurred_from > base.first_on)
        and (
            sign_kind.window_months is null
            or fact.occurred_to >= window_start(valid_at, sign_kind.window_months)
        )
),

matching as (
    select
        sign,
        community,
        count(distinct position) as count_facts,
        min(occurred_from) as first_from,
        min(occurred_to) as first_to,
        max(occurred_to) as last_to,
    from candidate
    where case comparison
        when 'is' then array_contains(accepted, stated)
        when 'from' then try_cast(stated as double) >= try_cast(accepted[1] as double)
        when 'stated' then coalesce(stated, '') not in ('', '[]')
        when 'several' then coalesce(json_array_length(try_cast(stated as json)), 0) > 1
        else true
    end
    group by sign, community
),

reported as (
    select
        every_sign.community,
        every_sign.sign,
        max(reported_kind.observed_months) as observed_months,
    from (
        select community, sign, fact_name(unnest(kinds)) as fact_name
        from every_sign
    ) as every_sign
    inner join reported_kind(valid_at, known_at) as reported_kind
        on every_sign.community = reported_kind.community
        and every_sign.fact_name = reported_kind.fact_name
    group by every_sign.community, every_sign.sign
),

judged as (
    select
        every_sign.community,
        every_sign.sign,
        every_sign.least_facts,
        starts_with(every_sign.kinds[1], 'resident.')
        and coalesce(matching.count_facts, 0) < 5 as is_few_residents,
        coalesce(matching.count_facts, 0) as count_facts,
        matching.first_from,
        matching.first_to,
        case
            when matching.last_to is not null then least(matching.last_to, valid_at)
        end as last_to,
        coalesce(reported.observed_months, 0) as observed_months,
        case
            when matching.count_facts >= every_sign.least_facts then 'seen'
            when matching.count_facts > 0 then 'partly'
            when reported.observed_months > 0 then 'not_seen'
            else 'unobserved'
        end as status,
    from every_sign
    left join matching
        on every_sign.community = matching.community
        and every_sign.sign = matching.sign
    left join reported
        on every_sign.community = reported.community
        and every_sign.sign = reported.sign
)

select
    community,
    sign,
    status,
    case when not is_few_residents then count_facts end as count_facts,
    least_facts,
    case when not is_few_residents then first_from end as first_from,
    case when not is_few_residents then first_to end as first_to,
    case when not is_few_residents then last_to end as last_to,
    observed_months,
from judged;
