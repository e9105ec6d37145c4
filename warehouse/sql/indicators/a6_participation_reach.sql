/* card
id: A6
names:
  ko: 참여 도달률
  en: Participation reach
class: participation
core_task: 1
population:
  ko: 마을에 등록된 만 13세 이상 주민. 기간 한가운데까지 마지막으로 밝혀진 수를 쓰며, 인구가 밝혀지지 않은 마을은 뺍니다.
  en: >-
    Registered residents aged 13 and over of a unit's communities, as last stated by the middle of
    the window; communities of which no population is stated are left out.
estimator:
  ko: >-
    기간 안에 서명한 참여가 있는 서로 다른 주민의 비율. 전수이므로 구간이 없습니다. 아래 한계는 기간 안에 온 것이 확실한 주민, 위 한계는 왔을 수 있는 주민과 한
    달이라도 기록이 빠진 마을의 주민 모두를 셉니다.
  en: >-
    Share of distinct residents with a signed-in participation in the window; a census, so it has
    no interval. The lower bound counts who came within the window for certain, the upper who may
    have, and all residents of communities of which a month is missing.
window:
  ko: 기준일까지 12개월
  en: 12 months up to the day
minimum_maturity:
  ko: 12개월 관찰, 그리고 기간 안 제출 예정 월의 80 % 이상 관찰
  en: 12 observed months, and 80 % of the expected months of the window observed
measures:
  reach: {ko: 12개월 동안 참여한 주민의 비율, en: Share of residents who took part within 12 months}
reads:
  - community.participation_recorded.v1
  - community.activity_held.v1
  - community.identified.v1
  - community.snapshot_observed.v1
  - community.baseline_surveyed.v1
  - resident.pseudonyms_linked.v1
coverage_of: community.participation_recorded.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    한 사람이 가명 둘로 나타나거나 외지인이 서명하면 커집니다. 축제처럼 서명을 받지 않은 행사는 세지 않습니다.
  en: >-
    Two pseudonyms of one person and visitors who sign in raise it. Crowds that did not sign in, such
    as those of festivals, are not counted.
source: Goodman et al. 1998 (participation as a dimension of community capacity)
version: "1"
*/
create or replace macro a6_participation_reach(valid_at, known_at) as table
with
unsigned_activity as (
    select distinct
        subject_key as community,
        activity,
    from activity_as_of(valid_at, known_at)
    where not is_signed_in
),

attendance as (
    select
        participation.subject_key as community,
        participation.resident,
        bool_or(participation.occurred_from >= window_start(valid_at, 12)) as is_stated,
        bool_or(
            participation.occurred_from >= window_start(valid_at, 12)
            and participation.occurred_to <= valid_at
        ) as is_certain,
    from participation_as_of(valid_at, known_at) as participation
    anti join unsigned_activity
        on participation.subject_key = unsigned_activity.community
        and participation.activity = unsigned_activity.activity
    where participation.occurred_to >= window_start(valid_at, 12)
    group by participation.subject_key, participation.resident
),

attender as (
    select
        attendance.community,
        coalesce(person.person, attendance.resident) as person,
        bool_or(attendance.is_stated) as is_stated,
        bool_or(attendance.is_certain) as is_certain,
    from attendance
    left join person(valid_at, known_at) as person on attendance.resident = person.pseudonym
    group by all
),

unit as (
    select unit_type, unit_id, observed_months, missing_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 12)
),

population as (
    select community, residents
    from registered_population(valid_at, known_at, window_start(valid_at, 6) - 1)
),

member as (
    select
        member.unit_type,
        member.unit_id,
        population.community,
        population.residents,
        community_unit.missing_months > 0 as has_missing_months,
    from unit_member(valid_at, known_at) as member
    inner join population on member.anchor_id = population.community
    inner join unit as community_unit
        on community_unit.unit_type = 'community'
        and population.community = community_unit.unit_id
    where member.anchor_type = 'community'
),

attender_of_community as (
    select
        community,
        count(*) as count_possible,
    from attender
    group by community
),

residents as (
    select
        member.unit_type,
        member.unit_id,
        sum(member.residents)::bigint as residents,
        sum(
            case
                when member.has_missing_months
                    then greatest(
                        member.residents - coalesce(attender_of_community.count_possible, 0), 0
                    )
                else 0
            end
        )::bigint as count_unseen,
    from member
    left join attender_of_community using (community)
    group by member.unit_type, member.unit_id
),

reached as (
    select
        member.unit_type,
        member.unit_id,
        count(distinct attender.person) filter (where attender.is_stated) as count_stated,
        count(distinct attender.person) filter (where attender.is_certain) as count_certain,
        count(distinct attender.person) as count_possible,
    from member
    inner join attender using (community)
    group by member.unit_type, member.unit_id
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        coalesce(reached.count_stated, 0) as n,
        coalesce(reached.count_certain, 0) as count_certain,
        coalesce(reached.count_possible, 0) + residents.count_unseen as count_possible,
        residents.residents,
        unit.observed_months,
        unit.coverage,
        case
            when residents.residents is null then 'no_data'
            when reached.count_stated between 1 and 4 then 'suppressed' -- the least number in a cell
            when unit.observed_months >= 12 and coalesce(unit.coverage, 1) >= 0.8 then 'mature'
            else 'maturing'
        end as status,
    from unit
    left join residents using (unit_type, unit_id)
    left join reached using (unit_type, unit_id)
)

select
    unit_type,
    unit_id,
    'reach' as measure,
    'all' as stratum,
    case when status = 'mature' then n::double / residents end as value,
    null::double as low,
    null::double as high,
    case when status = 'mature' then count_certain::double / residents end as bound_low,
    case when status = 'mature' then count_possible::double / residents end as bound_high,
    case when status = 'mature' then n end as numerator,
    case when status = 'mature' then residents end as denominator,
    case when status <> 'suppressed' then n end as n,
    observed_months,
    12 as required_months,
    coverage,
    status,
from judged;
