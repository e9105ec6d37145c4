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
    기간 안에 서명한 참여가 있는 서로 다른 주민의 비율. 전수이므로 구간이 없습니다. 아래 한계는 기간 안에 온 것이 확실한 주민, 위 한계는 왔을 수 있는 주민과, 기록이
    빠진 달마다 그 마을에서 24개월 동안 관찰된 가장 붐빈 달에 온 만큼의 주민을 더 셉니다. 빠진 달이 그보다 더 붐비지 않았다면 성립합니다.
  en: >-
    Share of distinct residents with a signed-in participation in the window; a census, so it has no
    interval. The lower bound counts who came within the window for certain, the upper who may have
    and, for each missing month of a community, as many more as came in the busiest month that was
    observed there in 24 months: it holds if no missing month was busier.
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
window_months: 12
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share
is_two_sided: false
pitfalls:
  ko: >-
    한 사람이 가명 둘로 나타나거나 외지인이 서명하면 커집니다. 축제처럼 서명을 받지 않은 행사는 세지 않습니다.
  en: >-
    Two pseudonyms of one person and visitors who sign in raise it. Crowds that did not sign in,
    such as those of festivals, are not counted.
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

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

unit as (
    select unit, unit_type, unit_id, observed_months, missing_months, coverage
    from coverage(valid_at, known_at, 'community.participation_recorded.v1', 12, 'member')
),

population as (
    select community, residents
    from registered_population(valid_at, known_at, window_start(valid_at, 6) - 1)
),

member_with_population as (
    select
        member.unit,
        population.community,
        population.residents,
        community_unit.missing_months,
    from member
    inner join population on member.anchor_id = population.community
    inner join unit as community_unit
        on community_unit.unit_type = 'community'
        and population.community = community_unit.unit_id
),

missing_community as (
    select unit_id as community
    from unit
    where unit_type = 'community' and missing_months > 0
),

-- Whom a missing month may hide: no more than came in the busiest month that was observed.
monthly_attendance as (
    select
        participation.subject_key as community,
        month_number(participation.occurred_from) as month,
        count(distinct participation.resident) as count_residents,
    from participation_as_of(valid_at, known_at) as participation
    semi join missing_community on participation.subject_key = missing_community.community
    anti join unsigned_activity
        on participation.subject_key = unsigned_activity.community
        and participation.activity = unsigned_activity.activity
    where participation.occurred_from >= window_start(valid_at, 24)
        and month_number(participation.occurred_from) = month_number(participation.occurred_to)
    group by participation.subject_key, month_number(participation.occurred_from)
),

busiest as (
    select
        community,
        max(count_residents) as count_residents,
    from monthly_attendance
    group by community
),

-- Most people come in one community only: they are counted there, and the counts added up.
attender_of_community as (
    select
        community,
        count(*) filter (where is_stated) as count_stated,
        count(*) filter (where is_certain) as count_certain,
        count(*) as count_possible,
    from attender
    group by community
),

wanderer as (
    select person
    from attender
    group by person
    having count(*) > 1
),

-- Whoever came in several communities of a unit was counted too often.
counted_again as (
    select
        unit,
        sum(count_stated - 1) filter (where count_stated > 1) as count_stated,
        sum(count_certain - 1) filter (where count_certain > 1) as count_certain,
        sum(count_possible - 1) filter (where count_possible > 1) as count_possible,
    from (
        select
            member_with_population.unit,
            attender.person,
            count(*) filter (where attender.is_stated) as count_stated,
            count(*) filter (where attender.is_certain) as count_certain,
            count(*) as count_possible,
        from attender
        semi join wanderer on attender.person = wanderer.person
        inner join member_with_population
            on attender.community = member_with_population.community
        group by member_with_population.unit, attender.person
    )
    group by unit
),

reached as (
    select
        member.unit,
        sum(member.residents)::bigint as residents,
        coalesce(sum(attender_of_community.count_stated), 0)::bigint as count_stated,
        coalesce(sum(attender_of_community.count_certain), 0)::bigint as count_certain,
        coalesce(sum(attender_of_community.count_possible), 0)::bigint as count_possible,
        sum(
            greatest(
                least(
                    member.missing_months * coalesce(busiest.count_residents, 0),
                    member.residents - coalesce(attender_of_community.count_possible, 0)
                ),
                0
            )
        )::bigint as count_unseen,
    from member_with_population as member
    left join attender_of_community using (community)
    left join busiest using (community)
    group by member.unit
),

counted as (
    select
        unit.unit_type,
        unit.unit_id,
        unit.observed_months,
        unit.coverage,
        reached.residents,
        reached.count_stated - coalesce(counted_again.count_stated, 0) as count_stated,
        reached.count_certain - coalesce(counted_again.count_certain, 0) as count_certain,
        reached.count_possible - coalesce(counted_again.count_possible, 0)
        + reached.count_unseen as count_possible,
    from unit
    left join reached on unit.unit = reached.unit
    left join counted_again on unit.unit = counted_again.unit
),

judged as (
    select
        unit_type,
        unit_id,
        coalesce(count_stated, 0)::bigint as n,
        count_certain,
        count_possible,
        residents,
        observed_months,
        coverage,
        case
            when residents is null then 'no_data'
            when count_stated between 1 and 4 then 'suppressed' -- the least number in a cell
            when observed_months >= 12 and coalesce(coverage, 1) >= 0.8 then 'mature'
            else 'maturing'
        end as status,
    from counted
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
