/* card
id: R18
names:
  ko: 동일 지역 연계율
  en: Same-area project linkage
class: relationship
core_task: 2
population:
  ko: >-
    지난 24개월에 진행된 소규모 사업. 기준일까지 시작했고 기간보다 먼저 끝나지 않은 것이며, 끝난 날을 모르면 계획 종료일로 봅니다. 지원사업 단위에서는 그 사업의 것만
    셉니다.
  en: >-
    Small projects under way in the last 24 months: begun by the day, and not ended before the
    window; where no end is known, the planned one. At a programme only its own projects count.
estimator:
  ko: >-
    양쪽이 확인한 연계가 하나 이상 있고, 상대가 같은 지역(연계한 날 같거나 포함되는 지역)의 시기가 겹치는 사업이며, 함께한 활동이나 나누어 쓰는 자산이 하나 이상 있는
    사업의 비율. 위 한계는 지역이나 겹침을 알 수 없는 연계도 셉니다. 연계는 두 사업이 함께 이루므로 사업 수의 절반으로 구한(지원사업 단위에서는 모두로 구한)
    윌슨 95 % 구간. 배경으로 사업이 있는 마을의 평균 지원사업 수를 함께 보입니다.
  en: >-
    Share of projects with at least one link that both owners confirmed, to a project of the same
    area (equal or nested on the day of the link) at an overlapping time, and with at least one
    joint activity or shared asset. The upper bound also counts links whose area or overlap cannot
    be told. Wilson 95 % interval of half as many projects, since a link is of two (at a programme,
    of all). Beside it, as context, the mean number of programmes per community with a project.
window:
  ko: 기준일까지 24개월
  en: 24 months up to the day
minimum_maturity:
  ko: 둘 이상의 지원사업에 속한 사업 3개
  en: 3 projects of at least 2 programmes
measures:
  share: {ko: 실질적으로 연계된 사업의 비율, en: Share of projects with a link that is more than paper}
  programmes_per_area:
    ko: 사업이 있는 마을의 평균 지원사업 수
    en: Mean number of programmes per community with a project
reads:
  - programme.link_confirmed.v1
  - programme.link_dissolved.v1
  - small_project.started.v1
  - small_project.completed.v1
  - small_project.abandoned.v1
  - community.activity_held.v1
coverage_of: small_project.started.v1
unit_types: [community, municipality, province, programme, support_organisation, cohort, nation]
unit: share; programmes
is_two_sided: false
pitfalls:
  ko: >-
    연계하면 가점을 받는 공모가 있어 서류로만 연계하기도 합니다. 그래서 양쪽의 확인과 함께한 활동 또는 나누어 쓰는 자산이 모두 있어야
    셉니다. 지원사업이 하나뿐인 마을은 연계할 상대가 없습니다.
  en: >-
    Some calls give points for links, so links are made on paper: only what both owners confirmed
    and shows in a joint activity or a shared asset counts. A village with one programme has nobody
    to link.
source: >-
  KRIHS Policy Brief 736 (projects related to others; links in the same areas, as in Japan)
version: "1"
*/
create or replace macro r18_same_area_linkage(valid_at, known_at) as table
with
active as (
    select
        project,
        community,
        programme,
    from small_project(valid_at, known_at)
    where started_from is not null
        and coalesce(least(completed_to, abandoned_to), planned_end_to, valid_at)
        >= window_start(valid_at, 24)
),

-- Only what shows in a joint activity or a shared asset, was confirmed by both and not dissolved
-- before the window.
practised as (
    select
        link.one_project,
        link.two_project,
        link.is_same_area and link.do_periods_overlap as is_certain,
        coalesce(link.is_same_area, true) and link.can_periods_overlap as is_possible,
    from project_link(valid_at, known_at) as link
    left join joint_activity(valid_at, known_at) as joint_activity
        on link.one_project = joint_activity.one_project
        and link.two_project = joint_activity.two_project
    where link.count_confirming_owners >= 2
        and link.one_project <> link.two_project
        and coalesce(link.dissolved_from, valid_at) >= window_start(valid_at, 24)
        and (link.shared_asset is not null or joint_activity.one_project is not null)
),

linked as (
    select
        project,
        max(case when is_certain then 1 else 0 end) as is_linked,
        max(case when is_certain or is_possible then 1 else 0 end) as may_be_linked,
    from (
        select one_project as project, is_certain, is_possible from practised
        union all
        select two_project as project, is_certain, is_possible from practised
    ) as side
    group by project
),

by_anchor as (
    select
        active.community,
        active.programme,
        count(*) as count_projects,
        sum(coalesce(linked.is_linked, 0))::bigint as count_linked,
        sum(coalesce(linked.may_be_linked, 0))::bigint as count_may_be_linked,
    from active
    left join linked using (project)
    group by active.community, active.programme
),

member as (
    select unit, unit_type, unit_id, anchor_type, anchor_id
    from unit_member(valid_at, known_at)
    where anchor_type = 'community'
),

by_unit as (
    select
        member.unit,
        sum(by_anchor.count_projects)::bigint as count_projects,
        sum(by_anchor.count_linked)::bigint as count_linked,
        sum(by_anchor.count_may_be_linked)::bigint as count_may_be_linked,
        count(distinct by_anchor.programme) as count_programmes,
        count(by_anchor.programme) as count_programmes_of_communities,
        count(distinct by_anchor.community) as count_communities,
    from by_anchor
    inner join member
        on by_anchor.community = member.anchor_id
        and (member.unit_type <> 'programme' or by_anchor.programme = member.unit_id)
    group by member.unit
),

judged as (
    select
        unit.unit_type,
        unit.unit_id,
        coalesce(by_unit.count_projects, 0) as count_projects,
        by_unit.count_linked,
        by_unit.count_may_be_linked,
        by_unit.count_programmes_of_communities,
        coalesce(by_unit.count_communities, 0) as count_communities,
        unit.observed_months,
        unit.coverage,
        -- A link makes two projects linked at once, so they vary by pairs; a programme answers for one.
        case when unit.unit_type = 'programme' then 1 else 2 end as projects_per_draw,
        case
            when by_unit.count_projects is null then 'no_data'
            -- The projects of one programme link with those of others, which are not counted here.
            when by_unit.count_projects >= 3
                and (by_unit.count_programmes >= 2 or unit.unit_type = 'programme') then 'mature'
            else 'maturing'
        end as status,
    from coverage(valid_at, known_at, 'small_project.started.v1', 24, 'member') as unit
    left join by_unit on unit.unit = by_unit.unit
)

select
    unit_type,
    unit_id,
    'share' as measure,
    'all' as stratum,
    case when status = 'mature' then count_linked::double / count_projects end as value,
    case
        when status = 'mature'
            then wilson(count_linked / projects_per_draw, count_projects / projects_per_draw).low
    end as low,
    case
        when status = 'mature'
            then wilson(count_linked / projects_per_draw, count_projects / projects_per_draw).high
    end as high,
    case when status = 'mature' then count_linked::double / count_projects end as bound_low,
    case when status = 'mature' then count_may_be_linked::double / count_projects end as bound_high,
    case when status = 'mature' then count_linked end as numerator,
    case when status = 'mature' then count_projects end as denominator,
    count_projects as n,
    observed_months,
    0 as required_months,
    coverage,
    status,
from judged
union all
select
    unit_type,
    unit_id,
    'programmes_per_area' as measure,
    'all' as stratum,
    case
        when status = 'mature' then count_programmes_of_communities::double / count_communities
    end as value,
    null::double as low,
    null::double as high,
    null::double as bound_low,
    null::double as bound_high,
    case when status = 'mature' then count_programmes_of_communities end as numerator,
    case when status = 'mature' then count_communities end as denominator,
    count_communities as n,
    observed_months,
    0 as required_months,
    coverage,
    status,
from judged
where unit_type <> 'programme';
