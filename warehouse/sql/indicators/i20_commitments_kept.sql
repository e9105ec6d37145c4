/* card
id: I20
names:
  ko: 행정 약속 이행
  en: Municipal commitments kept
class: institution
core_task: 2
population:
  ko: >-
    기한이 기준일까지 온 행정의 약속(시군구가 받아들인 계획 항목). 기한은 처음 말한 것으로 봅니다. 기한이 없는 약속은 따로 그 비율만 보입니다.
  en: >-
    Commitments of local governments (plan items that they accepted) whose due date has come by the
    day, as first stated. Of those without a due date only their share is told.
estimator:
  ko: >-
    기한 후 90일까지 지켜진 알렌-요한센 누적발생률. 다시 협의한 것과 거절하거나 그만둔 것은 경쟁사건이며 함께 보이고, 열려 있는 약속은 절단합니다. 로그-로그 95 %
    구간(0과 1에서는 정확 구간). 한계는 정확하지 않은 날짜를 적힌 대로, 되도록 이르게, 되도록 늦게 읽었을 때의 가장 작은 값과 가장 큰 값입니다. 기한 없는 약속의
    비율은 전수입니다.
  en: >-
    Aalen-Johansen cumulative incidence, by the due date and 90 days, of being kept; being
    renegotiated and being broken compete and are told as well, open commitments are censored.
    Log-log 95 % interval (exact at 0 and 1). The bounds are the least and the greatest value when
    imprecise dates are read as stated, as early and as late as they allow. The share without a due
    date is a census.
window:
  ko: 기준일까지의 모든 약속
  en: all commitments up to the day
minimum_maturity:
  ko: 기한이 3개월 넘게 지난 약속 8개
  en: 8 commitments whose due date lies 3 months back
measures:
  kept_in_time:
    ko: 기한 후 90일 안에 지켜진 약속의 누적 비율
    en: Cumulative share of commitments kept by their due date and 90 days
  renegotiated:
    ko: 기한 후 90일 안에 다시 협의된 약속의 누적 비율
    en: Cumulative share of commitments renegotiated by their due date and 90 days
  broken:
    ko: 기한 후 90일 안에 거절되거나 중단된 약속의 누적 비율
    en: Cumulative share of commitments refused or dropped by their due date and 90 days
  undated_share:
    ko: 기한 없이 한 약속의 비율
    en: Share of commitments made without a due date
reads:
  - municipality.commitment_made.v1
  - municipality.commitment_fulfilled.v1
  - municipality.commitment_renegotiated.v1
  - municipality.commitment_broken.v1
coverage_of: municipality.commitment_made.v1
unit_types: [municipality, province, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    기한을 정하지 않으면 어길 약속도 없습니다. 그래서 기한 없는 약속의 비율을 나란히 읽습니다. 쉬운 것만 약속해도 값이 올라갑니다. 다시 협의한 것이 실패는 아닙니다.
  en: >-
    Who sets no date breaks no promise, so read the share without one beside it. Promising easy
    things only raises it. Renegotiating is no failure.
source: >-
  KRIHS Policy Brief 736, core task 2; Aalen & Johansen 1978 (Scand. J. Statist. 5)
version: "1"
*/
create or replace macro i20_commitments_kept(valid_at, known_at) as table
with
wanted as (
    select
        case cause when 'fulfilled' then 'kept_in_time' else cause end as measure,
        cause as curve_measure,
        90 as elapsed, -- days after the due date
        3 as required_months,
    from (select unnest(['fulfilled', 'renegotiated', 'broken']) as cause)
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
    from commitment_incidence(valid_at, known_at)
),

unit as (
    select
        unit_type,
        unit_id,
        max(coverage) as coverage,
    from curve
    group by unit_type, unit_id
),

made as (
    select
        member.unit_type,
        member.unit_id,
        count(*) as count_made,
        count_if(commitment.due_on is null) as count_undated,
    from commitment_outcome(valid_at, known_at) as commitment
    inner join municipality_member(valid_at, known_at) as member
        on commitment.municipality = member.anchor_id
    group by member.unit_type, member.unit_id
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        unit.coverage,
        coalesce(made.count_made, 0) as count_made,
        made.count_undated,
        case
            when made.count_made is null then 'no_data'
            when made.count_made >= 8 then 'mature'
            else 'maturing'
        end as status,
    from unit
    left join made using (unit_type, unit_id)
)

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
from curve_answer('curve', 'wanted', null)
union all
select
    unit_type,
    unit_id,
    'undated_share' as measure,
    'all' as stratum,
    case when status = 'mature' then count_undated::double / count_made end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then count_undated::double / count_made end as bound_low,
    case when status = 'mature' then count_undated::double / count_made end as bound_high,
    case when status = 'mature' then count_undated end as numerator,
    case when status = 'mature' then count_made end as denominator,
    count_made as n,
    0 as observed_months,
    0 as required_months,
    coverage,
    status,
from judged;
