/* card
id: A7
names:
  ko: 지속 참여 생존
  en: Sustained participation
class: participation
core_task: 1
population:
  ko: 첫 참여가 기록된 때부터의 주민. 모두 함께, 그리고 처음 나온 분기별로 봅니다. 두 마을에서 활동한 사람은 각각에서 셉니다.
  en: >-
    Residents of a unit from their first recorded participation, all together and by the quarter in
    which they were first seen. Somebody active in two communities counts in each.
estimator:
  ko: >-
    늦은 진입을 반영한 카플란-마이어. 관찰된 12개월 동안 참여가 없으면 떠난 것으로 보고 마지막 참여일을 떠난 날로 삼습니다. 전출과 사망은 중도절단이며, 떠남은 12개월
    뒤에야 알 수 있으므로 모두를 관찰이 끝나기 12개월 전에 절단합니다. 로그-로그 95 % 구간(0과 1에서는 정확 구간). 한계는 정확하지 않은 날짜를 이르게 또는 늦게
    읽고, 기록이 빠진 달에는 아무도 오지 않았거나(그리고 관찰된 달 가운데 가장 많았던 만큼이 그 달에만 왔거나) 모두가 그 달에 처음 또는 마지막으로 왔을 수 있다고 볼
    때의 가장 작은 값과 가장 큰 값입니다. 분기별 한계는 누가 그 분기에 속하는지를 기록대로 둡니다.
  en: >-
    Kaplan-Meier with delayed entry. Leaving is 12 observed months without participation, dated at
    the last participation; moving out and death censor; everybody is censored 12 observed months
    before the end of observation, because a leaving is known only then. Log-log 95 % interval
    (exact at 0 and 1). The bounds are the least and the greatest value when imprecise dates are
    read early or late, and missing months as silent (while as many came in one only as in the
    observed month that had most of those) or as months in which everybody may have come first or
    last. Those of a quarter leave who belongs to it as told.
window:
  ko: 기준일까지의 모든 참여
  en: all participation up to the day
minimum_maturity:
  ko: 주민 15명을 h + 12개월 동안 지켜볼 수 있게 된 때부터 S(h)
  en: S(h) once 15 residents have potential follow-up of h + 12 observed months
measures:
  s_12: {ko: 12개월 뒤에도 참여하는 비율, en: Share that still participates after 12 months}
  s_24: {ko: 24개월 뒤에도 참여하는 비율, en: Share that still participates after 24 months}
  s_36: {ko: 36개월 뒤에도 참여하는 비율, en: Share that still participates after 36 months}
reads: [community.participation_recorded.v1, resident.moved_out.v1, resident.pseudonyms_linked.v1]
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    가명이 다시 발급되면 한 사람이 떠난 뒤 새로 온 것처럼 보입니다. 계절 활동만 하는 마을이 있어 12개월보다 짧은 공백은 이탈로 보지 않습니다. 참여자 명부가 시작되기
    전부터 활동한 사람의 첫 참여는 늦게 기록됩니다.
  en: >-
    A pseudonym issued anew looks like one leaving and another coming. Some villages act in one
    season only, hence the 12 months. Who was active before the sign-in sheets began is first seen
    too late.
source: >-
  Kaplan & Meier 1958; event history of membership spells, Popielarz & McPherson 1995 (AJS 101:3)
version: "1"
*/
create or replace macro a7_sustained_participation(valid_at, known_at) as table
with
wanted as (
    select
        's_' || months as measure,
        's' as curve_measure,
        months * 30.4375 as elapsed,
        months + 12 as required_months,
    from (select unnest([12, 24, 36]) as months)
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
    from participation_survival(valid_at, known_at)
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
from curve_answer('curve', 'wanted', 5);
