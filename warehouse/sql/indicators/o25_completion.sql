/* card
id: O25
names:
  ko: 완료·정산률
  en: Completion and settlement
class: result
core_task: 2
population:
  ko: 계획 종료일(시작일과 마지막으로 승인된 계획 개월 수)이 지난 24개월 안에 있는 소규모 사업. 지원사업 단위에서는 그 사업의 것만 셉니다.
  en: >-
    Small projects whose planned end (start and planned months, as last approved) fell in the last
    24 months. At a programme only its own projects count.
estimator:
  ko: >-
    계획 종료 후 180일까지 완료와 정산을 모두 마친 알렌-요한센 누적발생률. 중단은 경쟁사건이며 함께 보이고, 나머지는 절단합니다. 로그-로그 95 % 구간(0과 1에서는
    정확 구간). 한계는 정확하지 않은 날짜를 적힌 대로, 되도록 가깝게, 되도록 멀게 읽었을 때의 가장 작은 값과 가장 큰 값입니다.
  en: >-
    Aalen-Johansen cumulative incidence, by the planned end and 180 days, of being both completed
    and settled; being abandoned competes and is told as well, other projects are censored. Log-log
    95 % interval (exact at 0 and 1). The bounds are the least and the greatest value when imprecise
    dates are read as stated, as near to one another and as far apart as they allow.
window:
  ko: 기준일까지 24개월 안의 계획 종료
  en: planned ends in the 24 months up to the day
minimum_maturity:
  ko: 계획 종료일이 6개월 넘게 지난 사업 5개
  en: 5 projects whose planned end lies 6 months back
measures:
  settled_in_time:
    ko: 계획 종료 후 180일 안에 완료·정산된 사업의 누적 비율
    en: Cumulative share of projects completed and settled by their planned end and 180 days
  abandoned:
    ko: 계획 종료 후 180일 안에 중단된 사업의 누적 비율
    en: Cumulative share of projects abandoned by their planned end and 180 days
reads:
  - small_project.started.v1
  - small_project.changed.v1
  - small_project.completed.v1
  - small_project.settled.v1
  - small_project.abandoned.v1
coverage_of: small_project.settled.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    쉬운 사업만 고르면 값이 올라갑니다. 기관이 보고해야 하므로 있는 지표이며, 과정 지표 없이 홀로 쓰지 않습니다. 시작이나 계획 기간이 기록되지 않은 사업은 들어가지
    않습니다.
  en: >-
    Choosing easy projects raises it. It exists because bodies must report it and never stands
    without indicators of process. Projects whose start or planned duration nobody recorded are not
    in it.
source: >-
  KRIHS Policy Brief 736 (small projects of up to two years); Aalen & Johansen 1978
version: "1"
*/
create or replace macro o25_completion(valid_at, known_at) as table
with
wanted as (
    select
        case cause when 'settled' then 'settled_in_time' else cause end as measure,
        cause as curve_measure,
        180 as elapsed, -- days after the planned end
        6 as required_months,
    from (select unnest(['settled', 'abandoned']) as cause)
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
    from settlement_incidence(valid_at, known_at)
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
from curve_answer('curve', 'wanted', null);
