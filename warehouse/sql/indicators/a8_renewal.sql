/* card
id: A8
names:
  ko: 신규·재유입 비율
  en: Renewal band
class: participation
core_task: 1
population:
  ko: 지난 12개월에 서명한 참여가 있는 주민. 한 사람의 가명이 여럿이면 하나로 봅니다.
  en: Residents with a signed-in participation in the last 12 months, pseudonyms of one person linked.
estimator:
  ko: >-
    그 앞 24개월에 참여가 없던 주민의 비율. 전수이므로 구간이 없습니다. 읽는 띠는 같은 단위의 한 해, 두 해, 세 해 앞 값 가운데 가장 작은 것과 가장 큰 것입니다(둘
    이상일 때). 한계는 정확하지 않은 날짜를 어느 쪽으로든 읽고, 기록이 빠진 달마다 그 마을에서 관찰된 가장 붐빈 달만큼의 주민이 새로 왔거나, 오래된 이로 왔거나, 앞서 온
    적이 있을 수 있다고 본 것입니다.
  en: >-
    Share of them without any participation in the 24 months before; a census, so it has no
    interval. The band to read it by is the least and the greatest value of the same unit one, two
    and three years earlier, where there are two. The bounds read imprecise dates either way, and
    let as many residents as came in the busiest observed month of a community have come in each
    missing month, newly, as old ones, or before.
window:
  ko: 기준일까지 12개월과 그 앞 24개월
  en: 12 months up to the day, and the 24 months before
minimum_maturity:
  ko: 36개월 관찰과 활동 주민 20명. 띠는 60개월
  en: 36 observed months and 20 active residents; 60 months for the band
measures:
  renewal:
    ko: 활동 주민 가운데 앞선 24개월에 없던 비율
    en: Share of active residents who had not come in the 24 months before
  own_past_lowest: {ko: 앞선 세 해 가운데 가장 작은 값, en: Least value of the three years before}
  own_past_highest: {ko: 앞선 세 해 가운데 가장 큰 값, en: Greatest value of the three years before}
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: true
pitfalls:
  ko: >-
    크다고 좋은 것이 아닙니다. 낮으면 닫힌 모임이고 높으면 사람이 머물지 않습니다. 가명이 다시 발급되면 오래된 사람이 새 사람으로 보입니다. 새 사람이나 오래된 사람이
    다섯 명 미만이면 가립니다.
  en: >-
    More is not better: low is a closed circle, high is churn. A pseudonym issued anew makes somebody
    of old look new. Fewer than five newcomers, or than five of old, are suppressed.
source: Membership turnover, Popielarz & McPherson 1995 (AJS 101:3)
version: "1"
*/
create or replace macro a8_renewal(valid_at, known_at) as table
with
attender as (
    select
        community,
        person,
        stated,
        certain,
        possible,
    from attending_year(valid_at, known_at)
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 36, 'member')
),

wanderer as (
    select person
    from attender
    group by person
    having count(*) > 1
),

-- Most people come in one community only: they are counted there, and the counts added up.
settled as (
    select
        attender.community,
        attender.stated,
        attender.certain,
        attender.possible,
        count(*) as count_people,
    from attender
    anti join wanderer on attender.person = wanderer.person
    group by all
),

wandering as (
    select
        member.unit,
        attender.person,
        bit_or(attender.stated) as stated,
        bit_or(attender.certain) as certain,
        bit_or(attender.possible) as possible,
    from attender
    semi join wanderer on attender.person = wanderer.person
    inner join member on attender.community = member.anchor_id
    group by member.unit, attender.person
),

pattern as (
    select
        member.unit,
        settled.stated,
        settled.certain,
        settled.possible,
        settled.count_people,
    from settled
    inner join member on settled.community = member.anchor_id
    union all
    select
        unit,
        stated,
        certain,
        possible,
        1 as count_people,
    from wandering
),

-- Each of the last four years with the two before it, the year itself in the lowest bit.
year_before as (
    select unnest(range(4)) as years_ago
),

shifted as (
    select
        pattern.unit,
        year_before.years_ago,
        (pattern.stated::integer >> year_before.years_ago) & 7 as stated,
        (pattern.certain::integer >> year_before.years_ago) & 7 as certain,
        (pattern.possible::integer >> year_before.years_ago) & 7 as possible,
        pattern.count_people,
    from pattern
    cross join year_before
),

counted as (
    select
        unit,
        years_ago,
        coalesce(sum(count_people) filter (where stated & 1 = 1), 0)::bigint as count_active,
        coalesce(sum(count_people) filter (where stated = 1), 0)::bigint as count_new,
        coalesce(sum(count_people) filter (where certain & 1 = 1 and possible = 1), 0)::bigint
            as count_surely_new,
        coalesce(sum(count_people) filter (where possible & 1 = 1 and possible > 1), 0)::bigint
            as count_perhaps_old,
        coalesce(sum(count_people) filter (where possible & 1 = 1 and certain <= 1), 0)::bigint
            as count_perhaps_new,
        coalesce(sum(count_people) filter (where certain & 1 = 1 and certain > 1), 0)::bigint
            as count_surely_old,
    from shifted
    group by unit, years_ago
),

missing_in_year as (
    select
        community,
        (month_number(valid_at + interval 1 day) - 1 - month) // 12 as year,
        count(*) as count_months,
    from missing_month(valid_at, known_at, 'community.participation_recorded.v1')
    group by all
),

missing_community as (
    select distinct community
    from missing_in_year
    where year < 6
),

-- Whom a missing month may hide: no more than came in the busiest month that was observed.
busy_month as (
    select
        participation.subject_key as community,
        count(distinct participation.resident) as count_residents,
    from participation_as_of(valid_at, known_at) as participation
    semi join missing_community on participation.subject_key = missing_community.community
    where participation.occurred_from >= window_start(valid_at, 72)
        and month_number(participation.occurred_from) = month_number(participation.occurred_to)
    group by participation.subject_key, month_number(participation.occurred_from)
),

busiest as (
    select
        community,
        max(count_residents) as count_residents,
    from busy_month
    group by community
),

unseen as (
    select
        member.unit,
        year_before.years_ago,
        coalesce(
            sum(missing_in_year.count_months * busiest.count_residents) filter (
                where missing_in_year.year = year_before.years_ago
            ), 0
        )::bigint as count_now,
        coalesce(
            sum(missing_in_year.count_months * busiest.count_residents) filter (
                where missing_in_year.year > year_before.years_ago
            ), 0
        )::bigint as count_before,
    from member
    inner join missing_in_year on member.anchor_id = missing_in_year.community
    inner join busiest on missing_in_year.community = busiest.community
    inner join year_before
        on missing_in_year.year between year_before.years_ago and year_before.years_ago + 2
    group by member.unit, year_before.years_ago
),

bounded as (
    select
        counted.unit,
        counted.years_ago,
        counted.count_active,
        counted.count_new,
        greatest(counted.count_surely_new - coalesce(unseen.count_before, 0), 0) as fewest_new,
        counted.count_surely_new + counted.count_perhaps_old + coalesce(unseen.count_now, 0)
            as most_active,
        counted.count_perhaps_new + coalesce(unseen.count_now, 0) as most_new,
        counted.count_perhaps_new + counted.count_surely_old + coalesce(unseen.count_now, 0)
            as fewest_active,
    from counted
    left join unseen
        on counted.unit = unseen.unit
        and counted.years_ago = unseen.years_ago
),

judged_year as (
    select
        unit.unit,
        year_before.years_ago,
        coalesce(bounded.count_active, 0) as count_active,
        bounded.count_new,
        bounded.count_new::double / nullif(bounded.count_active, 0) as share,
        coalesce(bounded.fewest_new::double / nullif(bounded.most_active, 0), 0) as lowest,
        coalesce(bounded.most_new::double / nullif(bounded.fewest_active, 0), 1) as highest,
        case
            when bounded.count_active is null and unit.observed_months = 0 then 'no_data'
            -- The least number in a cell: of all, of newcomers, of those of old.
            when bounded.count_active between 1 and 4 then 'suppressed'
            when unit.observed_months - 12 * year_before.years_ago < 36 then 'maturing'
            when coalesce(bounded.count_active, 0) < 20 then 'maturing'
            when least(bounded.count_new, bounded.count_active - bounded.count_new) between 1 and 4
                then 'suppressed'
            else 'mature'
        end as status,
    from unit
    cross join year_before
    left join bounded
        on unit.unit = bounded.unit
        and year_before.years_ago = bounded.years_ago
),

own_past as (
    select
        unit,
        count(*) as count_years,
        min(count_active) as count_active,
        min(share) as least_share,
        max(share) as greatest_share,
        min(lowest) as least_lowest,
        min(highest) as least_highest,
        max(lowest) as greatest_lowest,
        max(highest) as greatest_highest,
    from judged_year
    where years_ago > 0 and status = 'mature'
    group by unit
),

told as (
    select
        unit,
        'renewal' as measure,
        36 as required_months,
        status,
        share,
        lowest,
        highest,
        count_new as numerator,
        count_active as denominator,
        count_active as n,
    from judged_year
    where years_ago = 0
    union all
    select
        unit.unit,
        side.measure,
        60 as required_months,
        case
            when own_past.count_years >= 2 then 'mature'
            when unit.observed_months = 0 then 'no_data'
            else 'maturing'
        end as status,
        case side.measure
            when 'own_past_lowest' then own_past.least_share else own_past.greatest_share
        end as share,
        case side.measure
            when 'own_past_lowest' then own_past.least_lowest else own_past.greatest_lowest
        end as lowest,
        case side.measure
            when 'own_past_lowest' then own_past.least_highest else own_past.greatest_highest
        end as highest,
        null::bigint as numerator,
        null::bigint as denominator,
        coalesce(own_past.count_active, 0) as n,
    from unit
    cross join (select unnest(['own_past_lowest', 'own_past_highest']) as measure) as side
    left join own_past on unit.unit = own_past.unit
)

select
    unit.unit_type,
    unit.unit_id,
    told.measure,
    'all' as stratum,
    case when told.status = 'mature' then told.share end as value,
    null::double as low,
    null::double as high,
    case when told.status = 'mature' then told.lowest end as bound_low,
    case when told.status = 'mature' then told.highest end as bound_high,
    case when told.status = 'mature' then told.numerator end as numerator,
    case when told.status = 'mature' then told.denominator end as denominator,
    case when told.status <> 'suppressed' then told.n end as n,
    unit.observed_months,
    told.required_months,
    unit.coverage,
    told.status,
from told
inner join unit on told.unit = unit.unit;
