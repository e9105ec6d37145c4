/* card
id: P2
names:
  ko: 의제 실현 누적발생률
  en: Agenda realisation
class: process
core_task: 3
population:
  ko: 기준일까지 등록된 모든 의제.
  en: All agenda items of a unit that were registered up to the day.
estimator:
  ko: >-
    등록 이후 어떤 길로든 실현된 알렌-요한센 누적발생률. 거두거나 다른 의제에 합친 것은 경쟁사건, 기다리는 의제는 절단. 로그-로그 95 % 구간(0과 1에서는 정확
    구간). 한계는 정확하지 않은 날짜를 적힌 대로, 되도록 가깝게, 되도록 멀게 읽었을 때의 가장 작은 값과 가장 큰 값입니다.
  en: >-
    Aalen-Johansen cumulative incidence of being addressed, by whatever route, since the
    registration; being withdrawn or merged into another item competes, waiting items are censored.
    Log-log 95 % interval (exact at 0 and 1). The bounds are the least and the greatest value when
    imprecise dates are read as stated, as near to one another and as far apart as they allow.
window:
  ko: 기준일까지의 모든 의제
  en: all items up to the day
minimum_maturity:
  ko: 의제 10개를 h개월 동안 지켜본 때부터 F(h)
  en: F(h) once 10 items have h months of follow-up
measures:
  addressed_12:
    ko: 12개월 안에 실현된 의제의 누적 비율
    en: Cumulative share of items addressed within 12 months
  addressed_24:
    ko: 24개월 안에 실현된 의제의 누적 비율
    en: Cumulative share of items addressed within 24 months
reads:
  - plan.agenda_registered.v1
  - plan.agenda_addressed.v1
  - plan.agenda_withdrawn.v1
  - plan.agenda_merged.v1
coverage_of: plan.agenda_registered.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    쉬운 의제만 올리거나 한 의제를 여럿으로 쪼개면 값이 올라갑니다. 한 해에 끝낸 의제 수로 바꾸어 읽지 마십시오. 오래 걸리는 의제가 나쁜 의제는 아닙니다.
  en: >-
    Trivial items, and one item split into several, raise it. Do not read it as items completed per
    year. An item that takes long is no bad item.
source: >-
  KRIHS Policy Brief 736, core task 3; Aalen & Johansen 1978 (Scand. J. Statist. 5)
version: "1"
*/
create or replace macro p2_agenda_realisation(valid_at, known_at) as table
with
wanted as (
    select
        'addressed_' || months as measure,
        'addressed' as curve_measure,
        months * 30.4375 as elapsed,
        months as required_months,
    from (select unnest([12, 24]) as months)
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
    from agenda_incidence(valid_at, known_at)
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
