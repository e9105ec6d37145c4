-- Links that both owners confirmed and in which nothing was ever done together.
-- Grain: one row per link and pair of projects.
-- Unit: links confirmed 12 months ago or earlier and not dissolved; neither a joint activity nor a shared asset is known.
-- Reads: project_link, joint_activity
create or replace macro g4_paper_link(valid_at, known_at) as table
select
    'G4' as rule,
    'notice' as severity,
    'small_project/' || link.one_project as subject,
    '사업 ' || link.two_project || '와의 연계(' || told(link.confirmed_from, link.confirmed_to)
    || ' 확인)에 함께한 활동도 나누어 쓰는 자산도 없습니다.' as detail_ko,
    'The link with ' || link.two_project || ', confirmed on '
    || told(link.confirmed_from, link.confirmed_to)
    || ', shows in no joint activity and no shared asset.' as detail_en,
    link.confirmed_from as occurred_from,
    list_min(link.positions) as first_position,
    link.positions,
from project_link(valid_at, known_at) as link
anti join joint_activity(valid_at, known_at) as joint_activity
    on link.one_project = joint_activity.one_project
    and link.two_project = joint_activity.two_project
where link.count_confirming_owners >= 2
    and link.one_project <> link.two_project
    and link.shared_asset is null
    and link.dissolved_from is null
    and link.confirmed_to < window_start(valid_at, 12);
