/* card
id: P3
names:
  ko: 의제에서 첫 주민 활동까지의 시간
  en: Time from agenda to first resident action
class: process
core_task: 3
population:
  ko: 기준일까지 등록된 모든 의제. P2와 같습니다.
  en: All agenda items of a unit that were registered up to the day, as in P2.
estimator:
  ko: >-
    등록부터 그 의제를 밝힌 첫 주민 활동까지의 카플란-마이어. 외부 업체가 진행한 활동은 세지 않으며, 주민 봉사로 해결된 의제는 늦어도 그날 활동한 것으로 봅니다.
    그 밖의 길로 해결되었거나 거두거나 합친 의제는 그날, 기다리는 의제는 기준일에 절단합니다. 로그-로그 95 % 구간(0과 1에서는 정확 구간), 중앙값의 구간은
    브룩마이어-크롤리. 한계는 정확하지 않은 날짜를 되도록 가깝게, 되도록 멀게 읽고, 활동이 제출되지 않은 달에는 첫 활동이 있었을 수 있다고 볼 때의 가장 작은 값과
    가장 큰 값입니다.
  en: >-
    Kaplan-Meier from the registration to the first activity of residents that names the item. What
    an outside contractor ran does not count; an item that volunteers addressed was acted on at that
    day at the latest. Items addressed in another way, withdrawn or merged are censored on that day,
    those that wait at the end. Log-log 95 % interval (exact at 0 and 1), that of the median by
    Brookmeyer and Crowley. The bounds are the least and the greatest value when imprecise dates are
    read as near to one another and as far apart as they allow, and residents may have acted first
    in a month of which no activities were delivered.
window:
  ko: 기준일까지의 모든 의제
  en: all items up to the day
minimum_maturity:
  ko: 의제 10개를 12개월 동안 지켜본 때. 중앙값은 그만큼 오래 지켜보았고 절반이 활동으로 이어진 때
  en: >-
    once 10 items have 12 months of follow-up; the median once they have been followed for so long
    and half of the items were acted on
measures:
  median_wait:
    ko: 첫 활동까지 걸린 시간의 중앙값(개월)
    en: Median months to the first action
  waiting_12:
    ko: 12개월 뒤에도 활동을 기다리는 의제의 비율
    en: Share of items still without action after 12 months
reads:
  - plan.agenda_registered.v1
  - plan.agenda_addressed.v1
  - plan.agenda_withdrawn.v1
  - plan.agenda_merged.v1
  - community.activity_held.v1
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: months or share, as the measure says
is_two_sided: true
has_curve: true
pitfalls:
  ko: >-
    빠르다고 좋은 것이 아닙니다. 급히 움직이면 숙의가 얕을 수 있으니 결정의 깊이(P4)와 함께 읽으십시오. 활동 목록이 의제 번호를 적지 않으면 아무 일도 없었던
    것처럼 보입니다. 행정이 대신 해결한 의제는 절단되므로, 여기의 시간은 주민이 스스로 움직인 경우의 시간입니다.
  en: >-
    Urgent is not good: haste may mean shallow deliberation, so read it with the depth of decisions
    (P4). Where lists of activities do not name agenda items nothing seems to happen. Items that
    the administration settled are censored: this is the time of residents, where it is up to them.
source: >-
  Kaplan & Meier 1958 (JASA 53); Brookmeyer & Crowley 1982 (Biometrics 38)
version: "1"
*/
create or replace macro p3_time_to_action(valid_at, known_at) as table
with
survival as (
    select
        unit,
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
    from agenda_action_survival(valid_at, known_at)
),

wanted as (
    select
        'waiting_12' as measure,
        'waiting' as curve_measure,
        12 * 30.4375 as elapsed,
        12 as required_months,
),

numbered as (
    select
        unit * 16 + array_position(every_reading(), reading) - 1 as curve,
        elapsed,
        estimate as survival,
        low,
        high,
    from survival
    where elapsed is not null
),

median as (
    select
        curve // 16 as unit,
        count(*) = count(median) as is_reached,
        max(median) filter (where curve % 16 = 0) / 30.4375 as estimate,
        max(low) filter (where curve % 16 = 0) / 30.4375 as low,
        max(high) filter (where curve % 16 = 0) / 30.4375 as high,
        min(median) / 30.4375 as lowest,
        max(median) / 30.4375 as highest,
    from median_survival('numbered')
    group by curve // 16
),

pool as (
    select
        unit,
        unit_type,
        unit_id,
        max(coverage) as coverage,
        max(count_pool) as n,
        max(observed_months) as observed_months,
    from survival
    group by unit, unit_type, unit_id
),

judged as (
    select
        pool.unit_type,
        pool.unit_id,
        pool.coverage,
        coalesce(pool.n, 0) as n,
        coalesce(pool.observed_months, 0) as observed_months,
        median.estimate,
        median.low,
        median.high,
        median.lowest,
        median.highest,
        case
            when pool.n is null then 'no_data'
            when median.is_reached
                and pool.observed_months >= greatest(12, median.highest) then 'mature'
            -- Too few were followed for long enough, or more than half of the items still wait.
            else 'maturing'
        end as status,
    from pool
    left join median on pool.unit = median.unit
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
from curve_answer('survival', 'wanted', null)
union all
select
    unit_type,
    unit_id,
    'median_wait' as measure,
    'all' as stratum,
    case when status = 'mature' then estimate end as value,
    case when status = 'mature' then low end as low,
    case when status = 'mature' then high end as high,
    case when status = 'mature' then lowest end as bound_low,
    case when status = 'mature' then highest end as bound_high,
    null::bigint as numerator,
    null::bigint as denominator,
    n,
    observed_months,
    12 as required_months,
    coverage,
    status,
from judged;
