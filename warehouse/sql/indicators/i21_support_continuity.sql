/* card
id: I21
names:
  ko: 지원 연속성
  en: Continuity of support
class: institution
core_task: 4
population:
  ko: 중간지원조직. (가)(나) 지난 12개월 내내 지원한 마을, (다) 그 이전 1년 동안 지원 계약이 끝난 활동가.
  en: >-
    Support organisations: (a, b) the communities that one supported through the last 12 months; (c)
    the workers whose funded contract with it ended in the year before the last 12 months.
estimator:
  ko: >-
    (가) 모든 분기에 방문이나 자문이 있었던 지원 마을의 비율, 윌슨 95 % 구간. (나) 그 마을들에서 가장 긴 접촉 공백의 중앙값. (다) 계약 뒤 재교육 또는 재배치의
    알렌-요한센 누적발생률. 이탈, 은퇴, 사망은 경쟁사건. 로그-로그 95 % 구간(0과 1에서는 정확 구간). (가)의 위 한계와 (나)의 아래 한계는 기록이 빠진 달의
    접촉을 허용하고, 다른 한계는 정확하지 않은 날짜에서 옵니다.
  en: >-
    (a) Share of supported communities with a visit or a consultation in every quarter; Wilson 95 %
    interval. (b) Median over these communities of the longest time without contact. (c)
    Aalen-Johansen cumulative incidence of re-education or redeployment after the contract; leaving
    the field, retirement and death compete. Log-log 95 % interval (exact at 0 and 1). The upper
    bound of (a) and the lower of (b) allow contacts in expected months that were not told; other
    bounds come from imprecise dates.
window:
  ko: 기준일까지 12개월. 활동가는 그 24개월 전부터 12개월 전 사이에 끝난 계약
  en: 12 months up to the day; for workers, contracts that ended 24 to 12 months before it
minimum_maturity:
  ko: 마을 10곳 (가)(나), 활동가 8명 (다)
  en: 10 communities (a, b); 8 workers (c)
measures:
  every_quarter_share:
    ko: 모든 분기에 접촉이 있었던 지원 마을의 비율
    en: Share of supported communities with contact in every quarter
  median_longest_gap_days:
    ko: 지원 마을의 최장 접촉 공백의 중앙값(일)
    en: Median of the longest time without contact, in days
  followed_up_6:
    ko: 계약 종료 후 6개월 안에 재교육·재배치된 활동가의 누적 비율
    en: Cumulative share of workers re-educated or redeployed within 6 months
  followed_up_12:
    ko: 계약 종료 후 12개월 안에 재교육·재배치된 활동가의 누적 비율
    en: Cumulative share of workers re-educated or redeployed within 12 months
reads:
  - community.support_started.v1
  - community.support_ended.v1
  - support_organisation.visit_made.v1
  - support_organisation.consultation_given.v1
  - worker.contract_ended.v1
  - worker.re_educated.v1
  - worker.redeployed.v1
  - worker.left_field.v1
coverage_of: support_organisation.visit_made.v1
unit_types: [support_organisation, municipality, province, cohort, nation]
unit: share; days
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    방문 횟수가 많다고 좋은 것은 아니며, 접촉이 의존을 낳기도 하므로 자력 수행률과 함께 읽어야 합니다. 은퇴와 사망은 실패가 아니라 경쟁하는 결말입니다. 재배치 기록 없이
    새로 위촉된 활동가는 재배치로 세지 않습니다.
  en: >-
    More visits are not better, and contact can breed dependence: read with the share of activities
    that residents run themselves. Retirement and death are no failure but compete. A worker
    appointed anew without a record of redeployment does not count as redeployed.
source: >-
  KRIHS Policy Brief 736, core task 4 and the management of workers after support has ended; Aalen &
  Johansen 1978
version: "1"
*/
create or replace macro i21_support_continuity(valid_at, known_at) as table
with
wanted as (
    select
        'followed_up_' || months as measure,
        'followed_up' as curve_measure,
        months * 30.4375 as elapsed,
        months as required_months,
    from (select unnest([6, 12]) as months)
),

curve as (
    select
        unit_type,
        unit_id,
        coverage,
        stratum,
        measure,
        reading,
        count_pool,
        observed_months,
        elapsed,
        until,
        estimate,
        low,
        high,
    from worker_incidence(valid_at, known_at)
),

unit as (
    select
        unit_type,
        unit_id,
        max(coverage) as coverage,
    from curve
    group by unit_type, unit_id
),

organisation_member as (
    select
        unit_type,
        unit_id,
        anchor_id as support_organisation,
    from unit_member(valid_at, known_at)
    where anchor_type = 'support_organisation'
),

by_unit as (
    select
        member.unit_type,
        member.unit_id,
        count(*) as count_communities,
        count(*) filter (where contact.is_in_every_quarter) as count_touched,
        count(*) filter (where contact.is_certainly_in_every_quarter) as count_certain,
        count(*) filter (where contact.is_possibly_in_every_quarter) as count_possible,
        median(contact.longest_gap_days) as median_gap,
        median(contact.longest_gap_days_least) as median_gap_least,
        median(contact.longest_gap_days_most) as median_gap_most,
    from support_contact(valid_at, known_at) as contact
    inner join organisation_member as member using (support_organisation)
    group by member.unit_type, member.unit_id
),

touched as (
    select
        unit.unit_type,
        unit.unit_id,
        unit.coverage,
        coalesce(by_unit.count_communities, 0) as n,
        by_unit.count_touched,
        by_unit.count_certain,
        by_unit.count_possible,
        by_unit.median_gap,
        by_unit.median_gap_least,
        by_unit.median_gap_most,
        case
            when by_unit.count_communities is null then 'no_data'
            when by_unit.count_communities >= 10 then 'mature'
            else 'maturing'
        end as status,
    from unit
    left join by_unit
        on unit.unit_type = by_unit.unit_type
        and unit.unit_id = by_unit.unit_id
)

select
    unit_type,
    unit_id,
    'every_quarter_share' as measure,
    'all' as stratum,
    case when status = 'mature' then count_touched::double / n end as value,
    case when status = 'mature' then wilson(count_touched, n).low end as low,
    case when status = 'mature' then wilson(count_touched, n).high end as high,
    case when status = 'mature' then count_certain::double / n end as bound_low,
    case when status = 'mature' then count_possible::double / n end as bound_high,
    case when status = 'mature' then count_touched end as numerator,
    case when status = 'mature' then n end as denominator,
    n,
    case when n > 0 then 12 else 0 end as observed_months,
    12 as required_months,
    coverage,
    status,
from touched
union all
select
    unit_type,
    unit_id,
    'median_longest_gap_days' as measure,
    'all' as stratum,
    case when status = 'mature' then median_gap end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then median_gap_least end as bound_low,
    case when status = 'mature' then median_gap_most end as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    n,
    case when n > 0 then 12 else 0 end as observed_months,
    12 as required_months,
    coverage,
    status,
from touched
union all
select
    unit_type,
    unit_id,
    measure,
    stratum,
    value,
    low,
    high,
    bound_low,
    bound_high,
    numerator,
    denominator,
    n,
    observed_months,
    required_months,
    coverage,
    status,
from curve_answer('curve', 'wanted', null);
