-- Links of a project with itself, across areas that are not nested, outside common time, or not the same for both sides.
-- Grain: one row per link, pair of projects and breach.
-- Unit: a link whose areas or periods are not known breaches nothing.
-- Reads: project_link
create or replace macro d03_link_area_and_period(valid_at, known_at) as table
with
link as (
    select
        link,
        stated_by,
        one_project,
        two_project,
        one_code,
        two_code,
        is_same_area,
        can_periods_overlap,
        stated_from,
        positions,
        min(one_project || '|' || two_project) over (partition by link) as first_pair,
    from project_link(valid_at, known_at)
),

breach as (
    select
        stated_by,
        '연계 ' || link || ': 사업 ' || one_project || '이(가) 자기 자신과 연계되었습니다.' as detail_ko,
        'Link ' || link || ' links project ' || one_project || ' with itself.' as detail_en,
        stated_from,
        positions,
    from link
    where one_project = two_project
    union all
    select
        stated_by,
        '연계 ' || link || ': 사업 ' || one_project || '(지역 ' || coalesce(one_code, '?') || ')과 '
        || two_project || '(지역 ' || coalesce(two_code, '?') || ')은 ' || stated_from
        || ' 현재 같거나 포함되는 지역이 아닙니다.' as detail_ko,
        'Link ' || link || ': projects ' || one_project || ' (area ' || coalesce(one_code, '?')
        || ') and ' || two_project || ' (area ' || coalesce(two_code, '?')
        || ') were in areas neither equal nor nested on ' || stated_from || '.' as detail_en,
        stated_from,
        positions,
    from link
    where not is_same_area
    union all
    select
        stated_by,
        '연계 ' || link || ': 사업 ' || one_project || '과(와) ' || two_project
        || '의 기간이 겹치지 않습니다.' as detail_ko,
        'Link ' || link || ': projects ' || one_project || ' and ' || two_project
        || ' did not run at the same time.' as detail_en,
        stated_from,
        positions,
    from link
    where one_project <> two_project and not can_periods_overlap
    union all
    select
        stated_by,
        '연계 ' || link || '이(가) 서로 다른 사업 쌍(' || first_pair || ', ' || one_project || '|'
        || two_project || ')으로 기록되었습니다.' as detail_ko,
        'Link ' || link || ' is stated for different pairs of projects (' || first_pair || ' and '
        || one_project || '|' || two_project || ').' as detail_en,
        stated_from,
        positions,
    from link
    where first_pair <> one_project || '|' || two_project
)

select
    'D3' as rule,
    'breach' as severity,
    'programme/' || stated_by as subject,
    detail_ko,
    detail_en,
    stated_from as occurred_from,
    list_min(positions) as first_position,
    positions,
from breach;
