/* card
id: C11
names:
  ko: 역할 성장
  en: Role progression
class: capacity
core_task: 1
population:
  ko: 첫 참여가 기록된 때부터의 주민. 마을마다 한 번씩 셉니다.
  en: Residents of a unit from their first recorded participation, once per community.
estimator:
  ko: >-
    단계마다 오른 사람의 알렌-요한센 누적발생률. 기여자(어떤 역할이든), 조직자(직함과 상관없이 활동을 꾸린 적이 있음), 대표(그런 역할이나 대표 직위). 떠남(관찰된
    12개월 동안 참여 없음, 마지막 참여일 기준)과 전출은 경쟁사건이며, 모두를 관찰이 끝나기 12개월 전에 절단합니다. 로그-로그 95 % 구간(0과 1에서는 정확 구간).
    한계는 정확하지 않은 날짜와 기록이 빠진 달의 참여(A7과 같음)에서 오며, 빠진 달마다 관찰된 달 가운데 가장 많았던 만큼의 주민이 그 달에 단계에 올랐을 수 있다고
    봅니다.
  en: >-
    Aalen-Johansen cumulative incidence of reaching each rung: contributor (any role), organiser
    (has organised an activity, whatever the title), representative (such a role, or a leadership
    post). Leaving (12 observed months without participation, dated at the last one) and moving out
    compete; everybody is censored 12 observed months before the end of observation. Log-log 95 %
    interval (exact at 0 and 1). The bounds come from imprecise dates, from participation in missing
    months, as in A7, and from as many residents reaching a rung in each missing month as in the
    observed month that had most of them.
window:
  ko: 기준일까지의 모든 참여
  en: all participation up to the day
minimum_maturity:
  ko: 주민 20명을 h + 12개월 동안 지켜볼 수 있게 된 때부터 F(h)
  en: F(h) once 20 residents have potential follow-up of h + 12 observed months
measures:
  contributor_24: {ko: 24개월 안에 기여자가 된 누적 비율, en: Cumulative share that contributed within 24 months}
  contributor_36: {ko: 36개월 안에 기여자가 된 누적 비율, en: Cumulative share that contributed within 36 months}
  organiser_24: {ko: 24개월 안에 활동을 꾸린 누적 비율, en: Cumulative share that organised within 24 months}
  organiser_36: {ko: 36개월 안에 활동을 꾸린 누적 비율, en: Cumulative share that organised within 36 months}
  representative_24: {ko: 24개월 안에 대표가 된 누적 비율, en: Cumulative share that represented within 24 months}
  representative_36: {ko: 36개월 안에 대표가 된 누적 비율, en: Cumulative share that represented within 36 months}
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - resident.role_taken.v1
  - resident.moved_out.v1
  - resident.pseudonyms_linked.v1
  - resident_organisation.leader_installed.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    직함만 있고 한 일이 없으면 활동을 꾸린 것으로 세지 않습니다. 명부에 역할을 적지 않는 마을은 낮게 나옵니다. 모두가 대표가 될 필요는 없습니다.
  en: >-
    A title without an organised activity makes no organiser. Villages whose sheets name no roles
    look low. Not everybody need become a representative.
source: >-
  Chaskin 2001 and Goodman et al. 1998 (leadership development); Outcome Mapping, IDRC 2001; Aalen &
  Johansen 1978
version: "1"
*/
create or replace macro c11_role_progression(valid_at, known_at) as table
with
wanted as (
    select
        ladder.rung || '_' || horizon.months as measure,
        ladder.rung as curve_measure,
        horizon.months * 30.4375 as elapsed,
        horizon.months + 12 as required_months,
    from (select unnest([24, 36]) as months) as horizon
    cross join (select unnest(['contributor', 'organiser', 'representative']) as rung) as ladder
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
    from role_incidence(valid_at, known_at)
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
