/* card
id: S24
names:
  ko: 자립 동력
  en: Momentum and own resources after support
class: sustainability
core_task: 1
population:
  ko: >-
    세 줄로 봅니다. 활동은 지원이 24개월 전 또는 그보다 먼저 끝난 조직(그 사이 통합·승계되거나 다시 지원받은 것은 뺌), 자원은 지원이 24개월 전에 끝난 적이 있는 마을의 소규모 사업,
    승계는 270일 전까지 끝난 대표 임기.
  en: >-
    Three lines. Activities of bodies whose support ended 24 months ago or earlier (those that
    merged, went on as another or were supported again by then are left out); resources of the small
    projects of communities where some support ended so long ago; successions after terms of leaders
    that ended at least 270 days ago.
estimator:
  ko: >-
    activity_rate_ratio는 종료 뒤 13-24개월과 종료 전 12개월의 주민 주도 활동 빈도의 비로, 관찰된 날수로 나누며 푸아송 정확 구간(95 %)입니다. 멈춘 조직은 0으로 들어갑니다.
    resource_diversity는 24개월 동안의 자원 출처(보조금 재원, 주민의 돈·현물·노력)의 1-HHI, public_grant_share는 그 가운데 보조금의 비율, free_own_share는 규칙이 요구하지 않은
    주민 자원의 비율이며 전수입니다. succession_success는 180일 안에 후임이 오고 그 뒤 90일 안에 조직의 활동이 있은 교체의 비율로 윌슨 95 % 구간입니다. 한계는 정확하지 않은
    날짜에서, 승계는 빠진 달의 활동에서도 옵니다.
  en: >-
    activity_rate_ratio compares the bodies' own activities in months 13 to 24 after support with
    those in the 12 months before its end, per observed day, with the exact Poisson 95 % interval;
    bodies that stopped count with 0. resource_diversity is 1 - HHI of the sources of 24 months
    (each source of grants; residents' money, things and work by kind), public_grant_share the share
    of grants, free_own_share that of what residents gave without being required to: censuses.
    succession_success is the share of changes with a successor within 180 days and an activity of
    the body within 90 days after, Wilson 95 % interval. The bounds come from imprecise dates, for
    succession also from activities that missing months may hide.
window:
  ko: 활동과 승계는 모든 시기, 자원은 기준일까지 24개월
  en: all time for activities and successions, 24 months up to the day for resources
minimum_maturity:
  ko: 지원 종료 후 24개월, 승계는 대표 교체 3번
  en: 24 months after the end of support; 3 changes of leaders for succession
measures:
  activity_rate_ratio:
    ko: 지원 종료 전후 활동 빈도의 비
    en: Ratio of the rates of activities after and before the end of support
  resource_diversity: {ko: 자원 출처의 다양성(1-HHI), en: Diversity of the sources of resources (1 - HHI)}
  public_grant_share: {ko: 자원 가운데 공공 보조금의 비율, en: Share of public grants in the resources}
  free_own_share:
    ko: 자원 가운데 요구받지 않은 주민 자원의 비율
    en: Share of residents' resources that no rule asked for
  succession_success:
    ko: 대표가 바뀐 뒤에도 이어진 비율
    en: Share of changes of leaders after which the body went on
reads:
  - community.support_started.v1
  - community.support_ended.v1
  - community.activity_held.v1
  - small_project.grant_paid.v1
  - small_project.resource_contributed.v1
  - resident_organisation.leader_installed.v1
  - resident_organisation.leader_stepped_down.v1
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: ratio or share, as the measure says
is_two_sided: true
pitfalls:
  ko: >-
    노력과 현물의 값을 후하게 매기면 다양해 보입니다. 자부담 규칙이 시켜서 낸 돈은 자립이 아니므로 요구받지 않은 것을 따로 봅니다. 정확 구간은 활동이 서로 독립이라고 보며, 규칙적인
    모임에는 넓습니다. 활동을 독립된 출처에서 듣지 못하면 멈춘 것처럼 보일 수 있습니다. 세 줄을 하나로 합치지 마십시오.
  en: >-
    Generous values of work and things look like diversity. What a rule of own contribution forces
    is no autonomy: hence what was free is told apart. The exact interval takes activities for
    independent of one another; for regular meetings it is wide. Where no independent source tells
    of activities, silence may be of the feed. Do not make one figure of the three lines.
source: >-
  Goodman et al. 1998 (resources); KRIHS Policy Brief 736; Przyborowski & Wilenski 1940 (Biometrika
  31)
version: "1"
*/
create or replace macro s24_momentum(valid_at, known_at) as table
with
member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'community.activity_held.v1', 24, 'member')
),

supporter as (
    select distinct 'programme' as unit_type, programme as unit_id, community, supported as body
    from support_spell(valid_at, known_at)
    union
    select distinct
        'support_organisation' as unit_type,
        support_organisation as unit_id,
        community,
        supported as body,
    from support_spell(valid_at, known_at)
    where support_organisation is not null
),

momentum as (
    select
        reading,
        community,
        body,
        count_before,
        count_after,
        days_before,
        days_after,
    from support_momentum(valid_at, known_at)
),

rate as (
    select
        member.unit,
        momentum.reading,
        count(*) as count_bodies,
        sum(momentum.count_before)::bigint as count_before,
        sum(momentum.count_after)::bigint as count_after,
        sum(momentum.days_before)::bigint as days_before,
        sum(momentum.days_after)::bigint as days_after,
    from member
    inner join momentum on member.anchor_id = momentum.community
    left join supporter
        on member.unit_type = supporter.unit_type
        and member.unit_id = supporter.unit_id
        and momentum.community = supporter.community
        and momentum.body = supporter.body
    where member.unit_type not in ('programme', 'support_organisation')
        or supporter.body is not null
    group by member.unit, momentum.reading
),

ratio as (
    select
        unit,
        reading,
        count_bodies,
        count_before,
        count_after,
        rate_ratio(count_after, days_after, count_before, days_before) as estimate,
    from rate
),

source_of_unit as (
    select
        member.unit,
        given.reading,
        given.source_name,
        given.is_grant,
        sum(given.won)::double as won,
        sum(given.free_won)::double as free_won,
    from member
    inner join resource_source(valid_at, known_at) as given
        on member.anchor_id = given.community
    group by member.unit, given.reading, given.source_name, given.is_grant
),

resource as (
    select
        unit,
        reading,
        count(*) as count_sources,
        sum(won) as won,
        1 - sum(won * won) / (sum(won) * sum(won)) as diversity,
        coalesce(sum(won) filter (where is_grant), 0) as grant_won,
        sum(free_won) as free_won,
    from source_of_unit
    group by unit, reading
),

succession as (
    select
        member.unit,
        changed.reading,
        count(*) as count_changes,
        count_if(changed.is_success) as count_successes,
        count_if(changed.may_be_success) as most_successes,
    from member
    inner join succession_outcome(valid_at, known_at) as changed
        on member.anchor_id = changed.community
    group by member.unit, changed.reading
),

told as (
    select
        unit,
        'activity_rate_ratio' as measure,
        reading,
        estimate.ratio as estimate,
        estimate.low as low,
        estimate.high as high,
        estimate.ratio as lowest,
        estimate.ratio as highest,
        count_after::double as numerator,
        count_before::double as denominator,
        count_bodies as n,
        1 as fewest,
    from ratio
    union all
    select
        unit,
        measure,
        reading,
        part / whole as estimate,
        null::double as low,
        null::double as high,
        part / whole as lowest,
        part / whole as highest,
        part as numerator,
        whole as denominator,
        n,
        1 as fewest,
    from (
        select
            unit,
            reading,
            count_sources as n,
            unnest(['resource_diversity', 'public_grant_share', 'free_own_share']) as measure,
            unnest([diversity, grant_won, free_won]) as part,
            unnest([1, won, won]) as whole,
        from resource
    )
    union all
    select
        unit,
        'succession_success' as measure,
        reading,
        count_successes::double / count_changes as estimate,
        wilson(count_successes, count_changes).low as low,
        wilson(count_successes, count_changes).high as high,
        count_successes::double / count_changes as lowest,
        most_successes::double / count_changes as highest,
        count_successes::double as numerator,
        count_changes::double as denominator,
        count_changes as n,
        3 as fewest,
    from succession
),

estimated as (
    select
        unit,
        measure,
        max(estimate) filter (where reading = 'stated') as estimate,
        max(low) filter (where reading = 'stated') as low,
        max(high) filter (where reading = 'stated') as high,
        min(lowest) as lowest,
        max(highest) as highest,
        max(numerator) filter (where reading = 'stated') as numerator,
        max(denominator) filter (where reading = 'stated') as denominator,
        max(n) filter (where reading = 'stated') as n,
        max(fewest) as fewest,
    from told
    group by unit, measure
),

wanted as (
    select
        unnest([
            'activity_rate_ratio',
            'resource_diversity',
            'public_grant_share',
            'free_own_share',
            'succession_success'
        ]) as measure,
        unnest([24, 24, 24, 24, 0]) as required_months,
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        wanted.required_months,
        estimated.estimate,
        estimated.low,
        estimated.high,
        estimated.lowest,
        estimated.highest,
        estimated.numerator,
        estimated.denominator,
        coalesce(estimated.n, 0) as n,
        unit.observed_months,
        unit.coverage,
        case
            when estimated.n is null then 'no_data'
            when estimated.n >= estimated.fewest and estimated.estimate is not null then 'mature'
            else 'maturing'
        end as status,
    from unit
    cross join wanted
    left join estimated
        on unit.unit = estimated.unit
        and wanted.measure = estimated.measure
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then estimate end as value,
    case when status = 'mature' then low end as low,
    case when status = 'mature' then high end as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    case when status = 'mature' then numerator end as numerator,
    case when status = 'mature' then denominator end as denominator,
    n,
    observed_months,
    required_months,
    coverage,
    status,
from judged;
