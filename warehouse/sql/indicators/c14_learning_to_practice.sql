/* card
id: C14
names:
  ko: 교육 후 실천율
  en: Learning to practice
class: capacity
core_task: 1
population:
  ko: 기준일 24개월 전부터 12개월 전 사이에 교육을 마친 주민. 그 기간의 첫 교육을 봅니다. 두 마을에서 마친 사람은 각각에서 셉니다.
  en: >-
    Residents who completed a training between 24 and 12 months before the day, by their first one
    of that time. Who did so in two communities counts in each.
estimator:
  ko: >-
    practised는 수료 다음 날부터 12개월 안에 활동을 주관했거나 역할 또는 대표 직위를 맡은 비율로, 윌슨 95 % 구간. 교육을 요구한 지원사업이 함께 요구한 역할과
    그 사업의 활동은 세지 않습니다. practised_matched는 같은 마을에서 같은 분기에 활동에 나왔지만 교육 기록이 없는 주민이 그 분기 첫 참여 뒤 12개월 안에 같은
    일을 한 비율을, 마을과 분기마다 교육받은 사람 수로 가중하여 평균한 것입니다. 견주어 보기 위한 것이며 교육의 효과가 아닙니다. 한계는 정확하지 않은 날짜와, 활동이
    제출되지 않은 달에 실천했을 수 있음에서 옵니다.
  en: >-
    practised is the share who organised an activity, took on a role or took up a leadership post
    from the day after the training to 12 months after it; Wilson 95 % interval. What the grant that
    required a training of the resident also required, and activities of that grant, do not count.
    practised_matched is the same rate of residents without any training on record who attended in
    the same community and quarter, in the 12 months after their first attendance of that quarter,
    averaged over communities and quarters with the number of trained residents as weights. It
    describes and shows no effect. The bounds come from imprecise dates, and from practice that may
    lie in a month without delivered activities.
window:
  ko: 기준일 24개월 전부터 12개월 전까지의 교육, 그 뒤 12개월의 실천
  en: trainings of 24 to 12 months before the day, and the 12 months after each
minimum_maturity:
  ko: 교육받은 주민 15명. practised_matched는 견줄 참여자도 15명
  en: 15 trained residents; for practised_matched also 15 attendees to compare with
measures:
  practised:
    ko: 교육 뒤 12개월 안에 실천한 주민의 비율
    en: Share of trained residents who practised within 12 months
  practised_matched:
    ko: 교육 없이 같은 때 참여한 주민의 같은 비율
    en: The same rate of matched attendees without training
reads:
  - resident.training_completed.v1
  - resident.role_taken.v1
  - resident.pseudonyms_linked.v1
  - resident_organisation.leader_installed.v1
  - community.activity_held.v1
  - community.participation_recorded.v1
coverage_of: resident.training_completed.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    교육 시간이나 수료자 수는 배움의 결과가 아닙니다. 지원을 받으려고 의무로 듣는 교육은 사업을 하면 저절로 실천이 되므로, 어느 사업이 요구했는지 적힌 만큼 빼고
    셉니다. 교육을 받으러 오는 사람은 본래 더 활발하기 쉬워, 견주는 비율과의 차이를 교육의 효과로 읽으면 안 됩니다. 교육받은 사람, 실천한 사람, 하지 않은 사람
    가운데 1~4명인 칸이 있으면 가립니다.
  en: >-
    Hours of training and certificates are no outcome. Training that a grant demands turns into
    practice by itself when the grant is carried out: it is left out as far as facts say which grant
    demanded it. Who comes to a course is likely to be more active anyway, so the distance from the
    matched rate is not the effect of training. A unit with one to four residents who were trained,
    practised or did not is suppressed.
source: >-
  Kirkpatrick, Evaluating Training Programs, level 3 (behaviour); 16 hours demanded before grants to
  village enterprises
version: "1"
window_months: 24
*/
create or replace macro c14_learning_to_practice(valid_at, known_at) as table
with
trained as (
    select
        community,
        has_practised,
        must_have_practised,
        may_have_practised,
        trained_from >= window_start(valid_at, 24) as is_stated,
        trained_from >= window_start(valid_at, 24)
        and trained_to < window_start(valid_at, 12) as is_certain,
    from trained_resident(valid_at, known_at)
),

by_anchor as (
    select
        community,
        count(*) filter (where is_stated) as count_trained,
        count(*) filter (where is_stated and has_practised) as count_practised,
        count(*) filter (where is_certain and must_have_practised) as fewest_practised,
        count(*) filter (where may_have_practised) as most_practised,
        count(*) filter (where is_certain and not may_have_practised) as fewest_others,
        count(*) filter (where not must_have_practised) as most_others,
    from trained
    group by community
),

matched as (
    select
        community,
        sum(count_trained)::bigint as count_trained,
        sum(count_attendees)::bigint as count_attendees,
        sum(count_practised)::bigint as count_practised,
        -- Sums of decimals do not depend on their order.
        sum(
            (count_trained * count_practised / count_attendees::double)::decimal(38, 15)
        ) as weighted_rate,
    from matched_attendee(valid_at, known_at)
    group by community
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

by_unit as (
    select
        member.unit,
        sum(by_anchor.count_trained)::bigint as count_trained,
        sum(by_anchor.count_practised)::bigint as count_practised,
        sum(by_anchor.fewest_practised)::bigint as fewest_practised,
        sum(by_anchor.most_practised)::bigint as most_practised,
        sum(by_anchor.fewest_others)::bigint as fewest_others,
        sum(by_anchor.most_others)::bigint as most_others,
        sum(matched.count_trained)::bigint as count_with_match,
        sum(matched.count_attendees)::bigint as count_attendees,
        sum(matched.count_practised)::bigint as count_matched_practised,
        sum(matched.weighted_rate) as weighted_rate,
    from by_anchor
    inner join member on by_anchor.community = member.anchor_id
    left join matched on by_anchor.community = matched.community
    group by member.unit
),

counted as (
    select
        unit.unit_type,
        unit.unit_id,
        coalesce(by_unit.count_trained, 0) as count_trained,
        by_unit.count_practised,
        coalesce(by_unit.count_attendees, 0) as count_attendees,
        by_unit.count_matched_practised,
        by_unit.weighted_rate::double / by_unit.count_with_match as matched_rate,
        share_bounds(
            by_unit.fewest_practised,
            by_unit.most_practised,
            by_unit.fewest_others,
            by_unit.most_others
        ) as bounds,
        unit.observed_months,
        unit.coverage,
    from coverage(valid_at, known_at, 'resident.training_completed.v1', 24, 'member') as unit
    left join by_unit on unit.unit = by_unit.unit
),

-- Any cell of one to four residents hides the figure: all, those who practised, those who did not.
measured as (
    select
        unit_type,
        unit_id,
        'practised' as measure,
        count_trained as n,
        count_practised as numerator,
        count_trained as denominator,
        count_practised::double / nullif(count_trained, 0) as estimate,
        wilson(count_practised, count_trained) as range_of_estimate,
        bounds,
        count_practised between 1 and 4
        or count_trained - count_practised between 1 and 4 as is_small,
        count_trained >= 15 as is_enough,
        observed_months,
        coverage,
    from counted
    union all
    select
        unit_type,
        unit_id,
        'practised_matched' as measure,
        count_attendees as n,
        null as numerator,
        null as denominator,
        matched_rate as estimate,
        null as range_of_estimate,
        null as bounds,
        count_matched_practised between 1 and 4
        or count_attendees - count_matched_practised between 1 and 4
        or count_trained between 1 and 4 as is_small,
        count_trained >= 15 and count_attendees >= 15 as is_enough,
        observed_months,
        coverage,
    from counted
),

judged as (
    select
        unit_type,
        unit_id,
        measure,
        n,
        numerator,
        denominator,
        estimate,
        range_of_estimate,
        bounds,
        observed_months,
        coverage,
        case
            when n = 0 then 'no_data'
            when is_small then 'suppressed'
            when is_enough then 'mature'
            else 'maturing'
        end as status,
    from measured
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then estimate end as value,
    case when status = 'mature' then range_of_estimate.low end as low,
    case when status = 'mature' then range_of_estimate.high end as high,
    case when status = 'mature' then bounds.low end as bound_low,
    case when status = 'mature' then bounds.high end as bound_high,
    case when status = 'mature' then numerator end as numerator,
    case when status = 'mature' then denominator end as denominator,
    case when status <> 'suppressed' then n end as n,
    observed_months,
    0 as required_months,
    coverage,
    status,
from judged;
