/* card
id: A9
names:
  ko: 참여 집중도
  en: Concentration of participation
class: participation
core_task: 1
population:
  ko: 지난 24개월에 서명한 참여가 있는 주민. 한 사람의 가명이 여럿이면 하나로 봅니다.
  en: Residents with a signed-in participation in the last 24 months, pseudonyms of one person linked.
estimator:
  ko: >-
    주민별 참여 횟수의 지니 계수에 n / (n - 1)을 곱한 값, 그리고 가장 많이 온 10분의 1(올림)이 차지한 참여의 비율. 95 % 구간은 모임을 스무 묶음으로 나누어 한
    묶음씩 뺀 잭나이프(t)입니다. 한계는 정확하지 않은 날짜를 이르게 또는 늦게 읽고, 기록이 빠진 달마다 그 마을에서 관찰된 가장 붐빈 달만큼의 참여를 이미 본 주민 누구에게나
    더할 수 있다고 본 것입니다.
  en: >-
    Gini coefficient of attendances per resident times n / (n - 1), and the share of attendances of
    the tenth (rounded up) that came most. 95 % interval by a jackknife that leaves out each of
    twenty groups of meetings (t). The bounds read imprecise dates early or late, and let as many
    attendances as in the busiest observed month of a community be added in each missing month, to
    whomever of those who were seen.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: 24개월 관찰, 주민 20명, 모임 12회
  en: 24 observed months, 20 residents and 12 meetings
measures:
  gini: {ko: 참여 횟수의 지니 계수(n 보정), en: Gini coefficient of attendances (n-corrected)}
  top_tenth_share:
    ko: 가장 많이 온 10분의 1의 비율
    en: Share of attendances of the tenth that came most
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality, programme, support_organisation]
unit: share
is_two_sided: true
pitfalls:
  ko: >-
    모임마다 출석을 부르면 자주 오는 사람의 횟수만 늘어납니다. 인원이 비슷한 단위와만 견주십시오. 새로 온 사람이 많은 마을은 횟수가 고르지 않게 마련입니다. 10분의 1이
    다섯 명 미만이면 그 비율을 가립니다.
  en: >-
    Calling the roll at every small meeting inflates the counts of those who come anyway. Compare
    only with units of a like number of residents. Where many are new, counts are uneven by
    themselves. The share of a tenth of fewer than five residents is suppressed.
source: Gini 1912; small-sample correction, Deltas 2003 (Rev. Econ. Stat. 85:1)
version: "1"
*/
create or replace macro a9_concentration(valid_at, known_at) as table
with
attendance as (
    select
        community,
        activity,
        person,
        occurred_from >= window_start(valid_at, 24) as is_stated,
        occurred_from >= window_start(valid_at, 24) and occurred_to <= valid_at as is_certain,
    from signed_participation(valid_at, known_at, 24)
),

grouped_meeting as (
    select
        community,
        activity,
        meeting_group,
    from meeting_group(valid_at, known_at, 24)
),

by_group as (
    select
        attendance.community,
        attendance.person,
        grouped_meeting.meeting_group,
        count(*) filter (where attendance.is_stated) as stated,
        count(*) filter (where attendance.is_certain) as certain,
        count(*) as possible,
    from attendance
    inner join grouped_meeting
        on attendance.community = grouped_meeting.community
        and attendance.activity = grouped_meeting.activity
    group by all
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
        and unit_type in ('community', 'municipality', 'programme', 'support_organisation')
),

unit as (
    select unit, unit_type, unit_id, observed_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 24, 'member')
),

of_unit as (
    select
        member.unit,
        by_group.person,
        by_group.meeting_group,
        sum(by_group.stated)::bigint as stated,
        sum(by_group.certain)::bigint as certain,
        sum(by_group.possible)::bigint as possible,
    from by_group
    inner join member on by_group.community = member.anchor_id
    group by member.unit, by_group.person, by_group.meeting_group
),

attender as (
    select
        unit,
        person,
        sum(stated)::bigint as stated,
        sum(certain)::bigint as certain,
        sum(possible)::bigint as possible,
    from of_unit
    group by unit, person
),

-- Samples of a unit: 0 to 19 without that group of meetings, 20 all as told, 21 for certain, 22 possible.
whole_count as (
    select
        unit,
        sample,
        count_times,
        count(*) as count_people,
    from (
        select
            unit,
            unnest([20, 21, 22]) as sample,
            unnest([stated, certain, possible]) as count_times,
        from attender
    )
    group by unit, sample, count_times
),

met_group as (
    select distinct
        unit,
        meeting_group,
    from of_unit
    where stated > 0
),

-- Without a group only those count anew who came to its meetings.
told_count as (
    select
        unit,
        sample,
        count_times,
        count_people,
    from whole_count
    union all
    select
        met_group.unit,
        met_group.meeting_group as sample,
        whole_count.count_times,
        whole_count.count_people,
    from met_group
    inner join whole_count
        on met_group.unit = whole_count.unit
        and whole_count.sample = 20
    union all
    select
        of_unit.unit,
        of_unit.meeting_group as sample,
        unnest([attender.stated, attender.stated - of_unit.stated]) as count_times,
        unnest([-1, 1]) as count_people,
    from of_unit
    inner join attender
        on of_unit.unit = attender.unit
        and of_unit.person = attender.person
    where of_unit.stated > 0
),

sampled_count as (
    select
        unit * 32 + sample as sample,
        count_times,
        sum(count_people)::bigint as count_people,
    from told_count
    where count_times > 0
    group by unit, sample, count_times
    having sum(count_people) > 0
),

sampled as (
    select
        sample // 32 as unit,
        sample % 32 as sample,
        n,
        total,
        gini,
        count_top,
        sum_top,
    from gini('sampled_count')
),

measured as (
    select
        unit,
        sample,
        n,
        total,
        count_top,
        unnest(['gini', 'top_tenth_share']) as measure,
        unnest([1, 2]) as number,
        unnest([gini, sum_top / total]) as estimate,
    from sampled
),

replicate as (
    select
        whole.unit * 4 + whole.number as sample,
        whole.estimate,
        without.estimate as replicate,
    from measured as whole
    inner join measured as without
        on whole.unit = without.unit
        and whole.number = without.number
        and without.sample < 20
    where whole.sample = 20
),

interval_of as (
    select
        sample // 4 as unit,
        sample % 4 as number,
        low,
        high,
    from grouped_jackknife('replicate')
),

-- What missing months may hide: no more attendances each than the busiest month that was observed.
unseen as (
    select
        member.unit,
        sum(unseen_meeting.count_attendances)::bigint as unseen,
    from member
    inner join unseen_meeting(valid_at, known_at) as unseen_meeting
        on member.anchor_id = unseen_meeting.community
    group by member.unit
),

-- One attendance more changes the sum of all differences by no more than it changes the total.
bounded as (
    select
        measured.unit,
        measured.number,
        min(
            greatest(
                (
                    measured.estimate * measured.total
                    - case
                        when measured.measure = 'gini' then coalesce(unseen.unseen, 0) else 0
                    end
                )
                / (measured.total + coalesce(unseen.unseen, 0)),
                0
            )
        ) as lowest,
        max(
            (measured.estimate * measured.total + coalesce(unseen.unseen, 0))
            / (measured.total + coalesce(unseen.unseen, 0))
        ) as highest,
    from measured
    left join unseen on measured.unit = unseen.unit
    where measured.sample >= 20
    group by measured.unit, measured.number
),

meeting_count as (
    select
        member.unit,
        count(*) as count_meetings,
    from (
        select distinct
            community,
            activity,
        from attendance
        where is_stated
    ) as meeting
    inner join member on meeting.community = member.anchor_id
    group by member.unit
),

wanted as (
    select
        unnest(['gini', 'top_tenth_share']) as measure,
        unnest([1, 2]) as number,
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        wanted.measure,
        measured.estimate,
        case when interval_of.low is not null then greatest(interval_of.low, 0) end as low,
        case when interval_of.high is not null then least(interval_of.high, 1) end as high,
        bounded.lowest,
        bounded.highest,
        coalesce(measured.n, 0) as n,
        measured.total,
        unit.observed_months,
        unit.coverage,
        case
            when measured.n is null and unit.observed_months = 0 then 'no_data'
            when measured.n between 1 and 4 then 'suppressed' -- the least number in a cell
            when unit.observed_months < 24 or coalesce(measured.n, 0) < 20 then 'maturing'
            when meeting_count.count_meetings < 12 then 'maturing'
            when wanted.measure = 'top_tenth_share' and measured.count_top < 5 then 'suppressed'
            else 'mature'
        end as status,
    from unit
    cross join wanted
    left join measured
        on unit.unit = measured.unit
        and wanted.number = measured.number
        and measured.sample = 20
    left join interval_of
        on unit.unit = interval_of.unit
        and wanted.number = interval_of.number
    left join bounded
        on unit.unit = bounded.unit
        and wanted.number = bounded.number
    left join meeting_count on unit.unit = meeting_count.unit
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
    null::bigint as numerator,
    case when status = 'mature' then total end as denominator,
    case when status <> 'suppressed' then n end as n,
    observed_months,
    24 as required_months,
    coverage,
    status,
from judged;
