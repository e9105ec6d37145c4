/* card
id: S23
names:
  ko: 지원 종료 후 지속
  en: Post-support survival
class: sustainability
core_task: 3
population:
  ko: >-
    지원사업이 지원한 단체(support_started.supported). 마지막 재원이 끝난 때부터 보며, 다시 시작된 지원은 새로 셉니다. 지원사업과 중간지원조직은
    스스로 지원한 단체만 셉니다.
  en: >-
    Bodies that a programme supported (support_started.supported), from the end of the last
    funding source; each new spell of support counts anew. A programme and a support organisation
    answer for the bodies that they supported themselves.
estimator:
  ko: >-
    s_h와 rmst_36은 늦은 진입을 반영한 카플란-마이어, ended_h와 merged_h는 알렌-요한센. 해산하거나, 관찰된 12개월 동안 주민이 꾸린 활동이
    없으면(휴면, 마지막 활동일 기준) 멈춘 것으로 봅니다. 통합과 승계는 멈춤이 아니어서 s_h에서는 절단하고 누적발생률에서는 경쟁하며, 지원이 다시 시작되면 절단합니다.
    휴면은 12개월 뒤에야 알 수 있으므로 모두를 관찰이 끝나기 12개월 전에 절단합니다. 로그-로그 95 % 구간, rmst_36은 정규 구간.
  en: >-
    Kaplan-Meier with delayed entry for s_h and rmst_36, Aalen-Johansen for ended_h and merged_h.
    A body fails by dissolution, or by dormancy: 12 observed months without a resident-organised
    activity, dated at the last one. Merger and succession are no failure: they censor s_h and
    compete in the incidences; a restart of support censors. Everybody is censored 12 observed
    months before the end of observation, because a dormancy is known only then. Log-log 95 %
    intervals, normal for rmst_36.
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
    명부에서 지워지지 않았다고 살아 있는 것은 아닙니다(명부 기준 생존율 94%). 보조금과 함께 자료 제출이 끊기면 남은 단체만 보입니다.
    지켜보지 않은 비율을 함께 읽으십시오.
  en: >-
    Not being struck off a register is not living on (registers give 94 %). Where the feed stops with
    the grant, only the survivors are seen: read the share that nobody observed beside it.
source: >-
  Walker & McCarthy 2010; Kaplan & Meier 1958; Aalen & Johansen 1978; anchors in Choi & Min 2022
version: "1"
*/
create or replace macro s23_post_support_survival(valid_at, known_at) as table
with
horizon as (
    select unnest([12, 24, 36]) as months
),

body_spell_of_reading as (
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

unit_spell as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        outcome,
        count_spells,
        count_pool,
        observed_months,
    from post_support_unit_spell(valid_at, known_at, 'body_spell_of_reading')
    where unit_type <> 'community'
),

failing_spell as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        coalesce(outcome in ('dormant', 'dissolved'), false) as is_event,
        count_spells,
    from unit_spell
),

competing_end as (
    select
        unit_type,
        unit_id,
        stratum,
        entry,
        exit,
        case
            when outcome in ('dormant', 'dissolved') then 'ended'
            when outcome in ('merged', 'succeeded') then 'merged'
        end as cause,
        count_spells,
    from unit_spell
),

pool as (
    select
        unit_type,
        unit_id,
        max(count_pool) as n,
        max(observed_months) as observed_months,
    from unit_spell
    group by unit_type, unit_id
),

unit_reading as (
    select distinct unit_type, unit_id, stratum as reading
    from unit_spell
),

survival_curve as (
    select
        unit_type,
        unit_id,
        stratum,
        elapsed,
        until,
        count_at_risk,
        count_events,
        survival,
        low,
        high,
    from kaplan_meier('failing_spell')
),

incidence_curve as (
    select
        unit_type,
        unit_id,
        stratum,
        cause,
        elapsed,
        until,
        incidence,
        low,
        high,
    from aalen_johansen('competing_end')
),

told as (
    select
        curve.unit_type,
        curve.unit_id,
        curve.stratum as reading,
        's_' || horizon.months as measure,
        curve.survival as estimate,
        curve.low,
        curve.high,
    from survival_curve as curve
    inner join horizon
        on curve.elapsed <= horizon.months * 30.4375
        and (curve.until is null or horizon.months * 30.4375 < curve.until)
    union all
    select
        unit_type,
        unit_id,
        stratum as reading,
        'rmst_36' as measure,
        restricted_mean / 30.4375 as estimate,
        low / 30.4375 as low,
        high / 30.4375 as high,
    from restricted_mean('survival_curve', 1095.75)
    union all
    select
        curve.unit_type,
        curve.unit_id,
        curve.stratum as reading,
        curve.cause || '_' || horizon.months as measure,
        curve.incidence as estimate,
        curve.low,
        curve.high,
    from incidence_curve as curve
    inner join horizon
        on curve.elapsed <= horizon.months * 30.4375
        and (curve.until is null or horizon.months * 30.4375 < curve.until)
),

wanted_measure as (
    select
        's_' || months as measure,
        months,
        null::double as without_any,
    from horizon
    union all
    select 'rmst_36' as measure, 36 as months, null::double as without_any
    union all
    -- Where no body ended for a cause there is no curve of it: nobody did so.
    select 'ended_' || months as measure, months, 0.0 as without_any
    from horizon
    union all
    select 'merged_' || months as measure, months, 0.0 as without_any
    from horizon
),

unit as (
    select unit_type, unit_id, coverage
    from coverage(valid_at, known_at, 'community.activity_held.v1', 48)
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted_measure.measure,
        wanted_measure.months + 12 as required_months,
        wanted_measure.without_any,
        coalesce(pool.n, 0) as n,
        coalesce(pool.observed_months, 0) as observed_months,
        unit.coverage,
        case
            when pool.n is null then 'no_data'
            when pool.observed_months >= wanted_measure.months + 12 then 'mature'
            else 'maturing'
        end as status,
    from unit
    cross join wanted_measure
    left join pool using (unit_type, unit_id)
    where unit.unit_type <> 'community'
),

estimated as (
    select
        judged.unit_type,
        judged.unit_id,
        judged.measure,
        max(coalesce(told.estimate, judged.without_any))
            filter (where unit_reading.reading = 'stated') as estimate,
        max(told.low) filter (where unit_reading.reading = 'stated') as low,
        max(told.high) filter (where unit_reading.reading = 'stated') as high,
        min(coalesce(told.estimate, judged.without_any)) as lowest,
        max(coalesce(told.estimate, judged.without_any)) as highest,
    from judged
    inner join unit_reading using (unit_type, unit_id)
    left join told using (unit_type, unit_id, measure, reading)
    where judged.status = 'mature'
    group by judged.unit_type, judged.unit_id, judged.measure
),

body_state as (
    select
        unit_type,
        unit_id,
        measure,
        value,
        low,
        high,
        lowest,
        highest,
        numerator,
        denominator,
        n,
        observed_months,
        required_months,
        status,
    from post_support_state(valid_at, known_at, 'body_spell_of_reading')
)

select
    judged.unit_type,
    judged.unit_id,
    judged.measure,
    'all' as stratum,
    estimated.estimate as value,
    estimated.low,
    estimated.high,
    estimated.lowest as bound_low,
    estimated.highest as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    judged.n,
    judged.observed_months,
    judged.required_months,
    judged.coverage,
    judged.status,
from judged
left join estimated using (unit_type, unit_id, measure)
union all
select
    unit.unit_type,
    unit.unit_id,
    body_state.measure,
    'all' as stratum,
    body_state.value,
    body_state.low,
    body_state.high,
    body_state.lowest as bound_low,
    body_state.highest as bound_high,
    body_state.numerator,
    body_state.denominator,
    body_state.n,
    body_state.observed_months,
    body_state.required_months,
    unit.coverage,
    body_state.status,
from unit
inner join body_state using (unit_type, unit_id);
