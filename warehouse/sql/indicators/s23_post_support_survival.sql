/* card
id: S23
names:
  ko: 지원 종료 후 지속
  en: Post-support survival
class: sustainability
core_task: 3
population:
  ko: >-
    지원사업이 지원한 단체(support_started.supported). 마지막 재원이 끝난 때부터 보며, 다시 시작된 지원은 새로 셉니다. 지원사업과 중간지원조직은 스스로
    지원한 단체만 셉니다.
  en: >-
    Bodies that a programme supported (support_started.supported), from the end of the last funding
    source; each new spell of support counts anew. A programme and a support organisation answer for
    the bodies that they supported themselves.
estimator:
  ko: >-
    s_h와 rmst_36은 늦은 진입을 반영한 카플란-마이어, ended_h와 merged_h는 알렌-요한센. 해산하거나, 관찰된 12개월 동안 주민이 꾸린 활동이
    없으면(휴면, 마지막 활동일 기준) 멈춘 것으로 봅니다. 통합과 승계는 멈춤이 아니어서 s_h에서는 절단하고 누적발생률에서는 경쟁하며, 지원이 다시 시작되면 절단합니다.
    휴면은 12개월 뒤에야 알 수 있으므로 모두를 관찰이 끝나기 12개월 전에 절단합니다. 로그-로그 95 % 구간(0과 1에서는 정확 구간), rmst_36은 정규 구간.
    한계는 정확하지 않은 날짜를 이르게 또는 늦게 읽고, 기록이 빠진 달을 활동이 없던 달 또는 마지막 활동이 있었을 수 있는 달로 볼 때의 가장 작은 값과 가장 큰 값입니다.
  en: >-
    Kaplan-Meier with delayed entry for s_h and rmst_36, Aalen-Johansen for ended_h and merged_h. A
    body fails by dissolution, or by dormancy: 12 observed months without a resident-organised
    activity, dated at the last one. Merger and succession are no failure: they censor s_h and
    compete in the incidences; a restart of support censors. Everybody is censored 12 observed
    months before the end of observation, because a dormancy is known only then. Log-log 95 %
    intervals (exact at 0 and 1), normal for rmst_36. The bounds are the least and the greatest
    value when imprecise dates are read early or late, and missing months as silent or as months in
    which a body may have acted last.
window:
  ko: 기준일까지의 모든 지원 종료
  en: all ends of support up to the day
minimum_maturity:
  ko: 단체 20개를 h + 12개월 동안 지켜볼 수 있게 된 때부터 각 h. 한 마을에서는 지금의 상태(still_active)만 보입니다.
  en: >-
    Each horizon h once 20 bodies have potential follow-up of h + 12 observed months; one village
    shows only its own state (still_active).
measures:
  s_12: {ko: 지원 종료 12개월 뒤 지속 비율, en: Share that lives on 12 months after support}
  s_24: {ko: 지원 종료 24개월 뒤 지속 비율, en: Share that lives on 24 months after support}
  s_36: {ko: 지원 종료 36개월 뒤 지속 비율, en: Share that lives on 36 months after support}
  rmst_36: {ko: 36개월 중 평균 지속 개월, en: Mean months lived of the first 36}
  ended_12: {ko: 12개월 안에 멈춘 누적 비율, en: Cumulative share ended within 12 months}
  ended_24: {ko: 24개월 안에 멈춘 누적 비율, en: Cumulative share ended within 24 months}
  ended_36: {ko: 36개월 안에 멈춘 누적 비율, en: Cumulative share ended within 36 months}
  merged_12: {ko: 12개월 안에 통합·승계된 누적 비율, en: Cumulative share merged or succeeded within 12 months}
  merged_24: {ko: 24개월 안에 통합·승계된 누적 비율, en: Cumulative share merged or succeeded within 24 months}
  merged_36: {ko: 36개월 안에 통합·승계된 누적 비율, en: Cumulative share merged or succeeded within 36 months}
  still_active: {ko: 지원이 끝난 단체 중 활동 중인 비율, en: Share of bodies after support that are active}
  unfollowed: {ko: 지원 종료 후 아무도 지켜보지 않은 비율, en: Share that nobody observed after support}
reads:
  - community.support_started.v1
  - community.support_ended.v1
  - community.activity_held.v1
  - resident_organisation.dissolved.v1
  - resident_organisation.merged.v1
  - resident_organisation.succeeded.v1
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
has_curve: true
pitfalls:
  ko: >-
    명부에서 지워지지 않았다고 살아 있는 것은 아닙니다(명부 기준 생존율 94%). 보조금과 함께 자료 제출이 끊기면 남은 단체만 보입니다. 지켜보지 않은 비율을 함께
    읽으십시오.
  en: >-
    Not being struck off a register is not living on (registers give 94 %). Where the feed stops
    with the grant, only the survivors are seen: read the share that nobody observed beside it.
source: >-
  Walker & McCarthy 2010; Kaplan & Meier 1958; Aalen & Johansen 1978; anchors in Choi & Min 2022
version: "1"
*/
create or replace macro s23_post_support_survival(valid_at, known_at) as table
with
wanted as (
    select
        curve_measure || '_' || months as measure,
        curve_measure,
        months * 30.4375 as elapsed,
        months + 12 as required_months,
    from (select unnest([12, 24, 36]) as months) as horizon
    cross join (select unnest(['s', 'ended', 'merged']) as curve_measure) as told
    union all
    select 'rmst_36' as measure, 'rmst_36' as curve_measure, 0 as elapsed, 48 as required_months
),

spell_after_support as (
    select
        reading,
        community,
        body,
        support_ended_on,
        entered_on,
        ended_on,
        outcome,
        follow_up_months,
        is_followed,
    from post_support_spell(valid_at, known_at)
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, coverage
    from coverage(valid_at, known_at, 'community.activity_held.v1', 48, 'member')
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
    from post_support_survival(valid_at, known_at, 'spell_after_support', 'member', 'unit')
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
    measure,
    'all' as stratum,
    value,
    low,
    high,
    lowest as bound_low,
    highest as bound_high,
    numerator,
    denominator,
    n,
    observed_months,
    required_months,
    coverage,
    status,
from post_support_state(valid_at, known_at, 'spell_after_support', 'member', 'unit');
