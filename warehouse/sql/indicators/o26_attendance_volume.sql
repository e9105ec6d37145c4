/* card
id: O26
names:
  ko: 참여 연인원
  en: Attendance volume
class: result
core_task: 1
population:
  ko: 단위의 마을에서 기간 안에 열린 활동. 두 번 보고된 활동은 한 번만 셉니다.
  en: Activities held in a unit's communities within the window; one that was reported twice counts once.
estimator:
  ko: >-
    참석 인원의 합이며, 서명을 받은 활동과 받지 않은 활동을 따로 보입니다. 전수이므로 구간이 없습니다. 인원이 적히지 않은 활동은 서명한 사람 수로 셉니다. 아래 한계는
    기간 안에 열린 것이 확실한 활동만, 위 한계는 열렸을 수 있는 활동과, 기록이 빠진 달마다 그 마을에서 24개월 동안 관찰된 가장 붐빈 달만큼을 더하고, 아무도 세지 않은
    활동은 그 마을의 가장 큰 활동만큼 왔다고 봅니다.
  en: >-
    Sum of head counts, with and without sign-in apart; a census, so it has no interval. Where no
    head count is told, who signed in is counted. The lower bound has only activities that were held
    within the window for certain; the upper those that may have been and, for each missing month of
    a community, as many as in the busiest month that was observed there in 24 months, and as many
    at an activity where nobody counted as at the largest one.
window:
  ko: 기준일까지 12개월
  en: 12 months up to the day
minimum_maturity:
  ko: 12개월 관찰, 그리고 기간 안 제출 예정 월의 80 % 이상 관찰
  en: 12 observed months, and 80 % of the expected months of the window observed
measures:
  attendance: {ko: 12개월 동안의 참여 연인원, en: Attendances within 12 months}
  attendance_signed_in: {ko: 그중 서명을 받은 활동, en: Of these at activities with sign-in}
  attendance_without_sign_in:
    ko: 그중 서명을 받지 않은 활동
    en: Of these at activities without sign-in
reads: [community.activity_held.v1, community.participation_recorded.v1]
coverage_of: community.activity_held.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: attendances
is_two_sided: false
pitfalls:
  ko: >-
    사람 수가 아닙니다. 열 번 온 한 사람과 한 번 온 열 사람이 같습니다. 축제 하나가 한 해의 모임을 모두 넘습니다. 참여 도달률(A6)을 대신하지 못합니다.
  en: >-
    These are not people: one who came ten times counts as ten who came once. One festival outweighs
    the meetings of a year. It never stands for participation reach (A6).
source: Reporting duty of programmes (headcounts); KRIHS Policy Brief 736 on result-based assessment
version: "1"
*/
create or replace macro o26_attendance_volume(valid_at, known_at) as table
with
-- Twice as long as the window, so that the busiest month of a village that acts in one season is in it.
signed as (
    select
        subject_key as community,
        activity,
        count(distinct resident) as count_residents,
    from participation_as_of(valid_at, known_at)
    where occurred_to >= window_start(valid_at, 24)
    group by subject_key, activity
),

held as (
    select
        activity.subject_key as community,
        activity.activity,
        min(activity.occurred_from) as held_from,
        max(activity.occurred_to) as held_to,
        max(activity.head_count) as head_count,
        bool_and(activity.is_signed_in) as is_signed_in,
    from activity_as_of(valid_at, known_at) as activity
    where activity.occurred_to >= window_start(valid_at, 24)
    group by activity.subject_key, activity.activity
),

counted_activity as (
    select
        held.community,
        held.held_from,
        held.held_to,
        coalesce(held.is_signed_in, signed.count_residents is not null) as is_signed_in,
        coalesce(held.head_count, signed.count_residents) as heads,
    from held
    left join signed
        on held.community = signed.community
        and held.activity = signed.activity
),

largest as (
    select
        community,
        is_signed_in,
        max(heads) as heads,
    from counted_activity
    group by community, is_signed_in
),

month_of_community as (
    select
        community,
        is_signed_in,
        month_number(held_from) as month,
        sum(heads) as heads,
    from counted_activity
    where month_number(held_from) = month_number(held_to)
    group by community, is_signed_in, month_number(held_from)
),

busiest as (
    select
        community,
        is_signed_in,
        max(heads) as heads,
    from month_of_community
    group by community, is_signed_in
),

volume as (
    select
        activity.community,
        activity.is_signed_in,
        count(*) filter (
            where activity.held_from >= window_start(valid_at, 12)
        ) as count_activities,
        sum(activity.heads) filter (
            where activity.held_from >= window_start(valid_at, 12)
        ) as heads_stated,
        sum(activity.heads) filter (
            where activity.held_from >= window_start(valid_at, 12)
            and activity.held_to <= valid_at
        ) as heads_certain,
        sum(coalesce(activity.heads, largest.heads)) as heads_possible,
    from counted_activity as activity
    inner join largest
        on activity.community = largest.community
        and activity.is_signed_in = largest.is_signed_in
    where activity.held_to >= window_start(valid_at, 12)
    group by activity.community, activity.is_signed_in
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, observed_months, missing_months, coverage
    from coverage(valid_at, known_at, 'community.activity_held.v1', 12, 'member')
),

missing as (
    select
        unit_id as community,
        missing_months,
    from unit
    where unit_type = 'community'
),

by_unit as (
    select
        member.unit,
        kind.is_signed_in,
        coalesce(sum(volume.count_activities), 0)::bigint as count_activities,
        coalesce(sum(volume.heads_stated), 0)::bigint as heads_stated,
        coalesce(sum(volume.heads_certain), 0)::bigint as heads_certain,
        coalesce(
            sum(
                coalesce(volume.heads_possible, 0)
                + missing.missing_months * coalesce(busiest.heads, 0)
            ),
            0
        )::bigint as heads_possible,
    from member
    cross join (select unnest([true, false]) as is_signed_in) as kind
    inner join missing on member.anchor_id = missing.community
    left join volume
        on member.anchor_id = volume.community
        and kind.is_signed_in = volume.is_signed_in
    left join busiest
        on member.anchor_id = busiest.community
        and kind.is_signed_in = busiest.is_signed_in
    group by member.unit, kind.is_signed_in
),

measured as (
    select
        unit,
        case
            when grouping(is_signed_in) = 1 then 'attendance'
            when is_signed_in then 'attendance_signed_in'
            else 'attendance_without_sign_in'
        end as measure,
        sum(count_activities)::bigint as count_activities,
        sum(heads_stated)::bigint as heads_stated,
        sum(heads_certain)::bigint as heads_certain,
        sum(heads_possible)::bigint as heads_possible,
        -- The parts and their sum tell one another, so they are hidden together.
        bool_or(heads_stated between 1 and 4) as is_few,
    from by_unit
    group by grouping sets ((unit, is_signed_in), (unit))
),

hidden as (
    select
        unit,
        bool_or(is_few) as is_few,
    from measured
    group by unit
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        measured.measure,
        measured.count_activities,
        measured.heads_stated,
        measured.heads_certain,
        measured.heads_possible,
        unit.observed_months,
        unit.coverage,
        case
            when hidden.is_few then 'suppressed' -- the least number in a cell
            when unit.observed_months = 0 and measured.heads_possible = 0 then 'no_data'
            when unit.observed_months >= 12 and coalesce(unit.coverage, 1) >= 0.8 then 'mature'
            else 'maturing'
        end as status,
    from unit
    inner join measured on unit.unit = measured.unit
    inner join hidden on unit.unit = hidden.unit
)

select
    unit_type,
    unit_id,
    measure,
    'all' as stratum,
    case when status = 'mature' then heads_stated::double end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then heads_certain::double end as bound_low,
    case when status = 'mature' then heads_possible::double end as bound_high,
    case when status = 'mature' then heads_stated end as numerator,
    null::bigint as denominator,
    case when status <> 'suppressed' then count_activities end as n,
    observed_months,
    12 as required_months,
    coverage,
    status,
from judged;
