/* card
id: C13
names:
  ko: 리더십 집중도와 임기
  en: Leadership concentration and tenure
class: capacity
core_task: 1
population:
  ko: 마을 주민조직의 대표 직위 임기. 다른 조직을 승계한 조직은 그 직위를 이어 갑니다.
  en: >-
    Terms in leadership posts of the bodies of a unit's communities; a body that succeeds another
    goes on with its posts.
estimator:
  ko: >-
    effective_leaders는 기간 안 한 사람의 재임일 비중으로 구한 HHI의 역수이며 전수입니다. median_tenure는 모든 시기의 끝난 임기를 달로 본
    카플란-마이어 중앙값으로, 진행 중인 임기는 절단하고 명부보다 먼저 시작된 임기는 늦게 진입시킵니다. 구간은 브룩마이어-크롤리. 한계는 정확하지 않은 날짜에서 옵니다.
    아무도 제출하지 않은 달의 선출과 퇴임은 들어 있지 않습니다.
  en: >-
    effective_leaders is 1 / HHI of the days in office per person within the window, a census;
    median_tenure is the Kaplan-Meier median of completed terms of all time in months, open terms
    censored, terms older than the register entering late, interval of Brookmeyer and Crowley. The
    bounds come from imprecise dates; an installation or a departure in a month that nobody
    delivered is not in them.
window:
  ko: 기준일까지 36개월. median_tenure는 모든 시기의 임기
  en: 36 months up to the day; terms of all time for median_tenure
minimum_maturity:
  ko: 36개월 관찰
  en: 36 observed months
measures:
  effective_leaders: {ko: 유효 리더 수, en: Effective number of leaders}
  median_tenure: {ko: 임기 중앙값(개월), en: Median tenure in months}
  posts: {ko: 채워진 직위 수, en: Posts that were held}
reads:
  - resident_organisation.leader_installed.v1
  - resident_organisation.leader_stepped_down.v1
  - resident_organisation.formed.v1
  - resident_organisation.succeeded.v1
  - resident_organisation.dissolved.v1
coverage_of: resident_organisation.leader_installed.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: people, months or posts, as the measure says
is_two_sided: true
pitfalls:
  ko: >-
    한 사람이 오래 쥐고 있어도, 대표가 너무 자주 바뀌어도 나쁠 수 있습니다. 직위가 하나뿐인 마을은 유효 리더 수가 1에 가까울 수밖에 없으니 직위 수와 함께 읽으십시오.
    이름만 빌려준 대표와 가족은 드러나지 않습니다. 대표는 공적인 자리이므로 다섯 명 미만이어도 가리지 않습니다.
  en: >-
    One person holding on and very frequent change are both warnings. A village with a single post
    has about one effective leader by construction: read it with the number of posts. Proxies and
    families do not show. Leaders hold public posts, so fewer than five are not suppressed.
source: Herfindahl index; de-designations for frequent change of chair (information villages, 2007)
version: "1"
*/
create or replace macro c13_leadership(valid_at, known_at) as table
with
tenure as (
    select
        reading,
        community,
        organisation,
        post,
        person,
        started_on,
        ended_on,
        is_completed,
    from leadership_tenure(valid_at, known_at)
),

tenure_of_anchor as (
    select distinct community as anchor_id, reading
    from tenure
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

member_of_reading as (
    select unit, anchor_id, reading, spell_reading
    from member_reading('member', 'tenure_of_anchor')
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(
        valid_at, known_at, 'resident_organisation.leader_installed.v1', 36, 'member'
    )
),

-- Posts of one person at the same time count together: days in office, post by post.
in_window as (
    select
        reading,
        community,
        organisation,
        post,
        person,
        sum(
            date_diff(
                'day',
                greatest(started_on, window_start(valid_at, 36)),
                least(coalesce(ended_on, valid_at + 1), valid_at + 1)
            )
        )::bigint as days,
    from tenure
    where started_on <= valid_at and coalesce(ended_on > window_start(valid_at, 36), true)
    group by all
),

leader as (
    select
        member.unit,
        member.reading,
        in_window.person,
        sum(in_window.days)::bigint as days,
    from member_of_reading as member
    inner join in_window
        on member.anchor_id = in_window.community
        and member.spell_reading = in_window.reading
    where in_window.days > 0
    group by all
),

concentration as (
    select
        unit,
        reading,
        count(*) as count_leaders,
        (sum(days) * sum(days))::double as squared_sum,
        sum(days * days)::double as sum_of_squares,
    from leader
    group by unit, reading
),

held_post as (
    select distinct
        member.unit,
        member.reading,
        in_window.organisation,
        in_window.post,
    from member_of_reading as member
    inner join in_window
        on member.anchor_id = in_window.community
        and member.spell_reading = in_window.reading
    where in_window.days > 0
),

post_count as (
    select
        unit,
        reading,
        count(*) as count_posts,
    from held_post
    group by unit, reading
),

register as (
    select
        community,
        month_start(min(month)) as observed_from,
    from observed_month(valid_at, known_at, 'resident_organisation.leader_installed.v1')
    where is_observed
    group by community
),

unit_spell as (
    select
        member.unit * 16 + array_position(every_reading(), member.reading) - 1 as curve,
        case
            when tenure.started_on < register.observed_from
                then date_diff('day', tenure.started_on, register.observed_from)
        end as entry,
        date_diff('day', tenure.started_on, coalesce(tenure.ended_on, valid_at)) as exit,
        tenure.is_completed as is_event,
        count(*) as count_spells,
    from member_of_reading as member
    inner join tenure
        on member.anchor_id = tenure.community
        and member.spell_reading = tenure.reading
    left join register on tenure.community = register.community
    group by all
),

tenure_curve as (
    select
        curve,
        elapsed,
        survival,
        low,
        high,
    from kaplan_meier('unit_spell')
),

tenure_count as (
    select
        curve,
        sum(count_spells)::bigint as count_tenures,
    from unit_spell
    group by curve
),

told as (
    select
        unit,
        reading,
        'effective_leaders' as measure,
        squared_sum / sum_of_squares as estimate,
        null::double as low,
        null::double as high,
        squared_sum as numerator,
        sum_of_squares as denominator,
        count_leaders as n,
    from concentration
    union all
    select
        unit,
        reading,
        'posts' as measure,
        count_posts::double as estimate,
        null::double as low,
        null::double as high,
        null::double as numerator,
        null::double as denominator,
        count_posts as n,
    from post_count
    union all
    select
        median.curve // 16 as unit,
        every_reading()[median.curve % 16 + 1] as reading,
        'median_tenure' as measure,
        median.median / 30.4375 as estimate,
        median.low / 30.4375 as low,
        median.high / 30.4375 as high,
        null::double as numerator,
        null::double as denominator,
        tenure_count.count_tenures as n,
    from median_survival('tenure_curve') as median
    inner join tenure_count on median.curve = tenure_count.curve
),

estimated as (
    select
        unit,
        measure,
        max(estimate) filter (where reading = 'stated') as estimate,
        max(low) filter (where reading = 'stated') as low,
        max(high) filter (where reading = 'stated') as high,
        min(estimate) as lowest,
        max(estimate) as highest,
        max(numerator) filter (where reading = 'stated') as numerator,
        max(denominator) filter (where reading = 'stated') as denominator,
        max(n) filter (where reading = 'stated') as n,
    from told
    group by unit, measure
),

wanted as (
    select unnest(['effective_leaders', 'median_tenure', 'posts']) as measure
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        estimated.estimate,
        estimated.low,
        estimated.high,
        estimated.lowest,
        estimated.highest,
        estimated.numerator,
        estimated.denominator,
        estimated.n,
        unit.observed_months,
        unit.coverage,
        case
            when estimated.n is null then 'no_data'
            when unit.observed_months < 36 then 'maturing'
            -- More than half of all terms are still going on.
            when estimated.estimate is null then 'maturing'
            else 'mature'
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
    coalesce(n, 0) as n,
    observed_months,
    36 as required_months,
    coverage,
    status,
from judged;
