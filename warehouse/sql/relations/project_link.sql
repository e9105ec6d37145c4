-- Links between projects: who confirmed them, whether both lie in one area and run at the same time.
-- Grain: one row per link key and unordered pair of projects of which a proposal or confirmation is known.
-- Unit: is_same_area and do_periods_overlap are null where area or period of a project is not known; can_periods_overlap is what imprecise dates leave open.
-- Reads: link_proposal, link_confirmation, link_dissolution, small_project, area_code
create or replace macro project_link(valid_at, known_at) as table
with
stated as (
    select
        position,
        subject_key as programme,
        link,
        project,
        other_project,
        occurred_from,
        occurred_to,
        null::varchar as confirmed_by,
        null::varchar as shared_asset,
    from link_proposal_as_of(valid_at, known_at)
    union all
    select
        position,
        subject_key as programme,
        link,
        project,
        other_project,
        occurred_from,
        occurred_to,
        confirmed_by,
        nullif(shared_asset, '') as shared_asset,
    from link_confirmation_as_of(valid_at, known_at)
),

by_owner as (
    select
        link,
        least(project, other_project) as one_project,
        greatest(project, other_project) as two_project,
        confirmed_by,
        min(programme) as stated_by,
        min(occurred_from) as stated_from,
        min(occurred_to) as stated_to,
        max(shared_asset) as shared_asset,
        list(position) as positions,
    from stated
    group by all
),

-- A link holds once both owners have confirmed it: from the day of the later of the two.
confirmed as (
    select
        link,
        one_project,
        two_project,
        min(stated_by) as stated_by,
        count(confirmed_by) as count_confirming_owners,
        min(stated_from) as stated_from,
        max(stated_from) filter (where confirmed_by is not null) as confirmed_from,
        max(stated_to) filter (where confirmed_by is not null) as confirmed_to,
        max(shared_asset) as shared_asset,
        list_sort(flatten(list(positions))) as positions,
    from by_owner
    group by link, one_project, two_project
),

dissolved as (
    select
        link,
        least(project, other_project) as one_project,
        greatest(project, other_project) as two_project,
        max(occurred_from) as dissolved_from,
        max(occurred_to) as dissolved_to,
    from link_dissolution_as_of(valid_at, known_at)
    group by all
),

run as (
    select
        project,
        community,
        programme,
        area_scheme,
        area_code,
        started_from,
        started_to,
        least(completed_from, abandoned_from) as ended_from,
        least(completed_to, abandoned_to) as ended_to,
    from small_project(valid_at, known_at)
),

paired as (
    select
        confirmed.link,
        confirmed.one_project,
        confirmed.two_project,
        confirmed.stated_by,
        confirmed.count_confirming_owners,
        confirmed.stated_from,
        confirmed.confirmed_from,
        confirmed.confirmed_to,
        confirmed.shared_asset,
        confirmed.positions,
        dissolved.dissolved_from,
        dissolved.dissolved_to,
        one.community as one_community,
        two.community as two_community,
        one.programme as one_programme,
        two.programme as two_programme,
        one.area_scheme as one_scheme,
        two.area_scheme as two_scheme,
        one.area_code as one_code,
        two.area_code as two_code,
        one.started_to < coalesce(two.ended_from, date '9999-12-31')
        and two.started_to < coalesce(one.ended_from, date '9999-12-31') as do_periods_overlap,
        coalesce(
            one.started_from <= coalesce(two.ended_to, date '9999-12-31')
            and two.started_from <= coalesce(one.ended_to, date '9999-12-31'),
            true
        ) as can_periods_overlap,
    from confirmed
    left join dissolved using (link, one_project, two_project)
    left join run as one on confirmed.one_project = one.project
    left join run as two on confirmed.two_project = two.project
),

-- Codes move, so both are read as they stood on the day of the link.
resolved as (
    select
        paired.link,
        paired.one_project,
        paired.two_project,
        min(one_area.municipality) as one_municipality,
        min(two_area.municipality) as two_municipality,
        min(one_area.level) as one_level,
        min(two_area.level) as two_level,
        min(one_area.parent) as one_parent,
        min(two_area.parent) as two_parent,
    from paired
    inner join area_code as one_area
        on paired.one_scheme = one_area.scheme
        and paired.one_code = one_area.code
        and paired.stated_from >= coalesce(one_area.created_on, date '1900-01-01')
        and paired.stated_from < coalesce(one_area.abolished_on, date '9999-12-31')
    inner join area_code as two_area
        on paired.two_scheme = two_area.scheme
        and paired.two_code = two_area.code
        and paired.stated_from >= coalesce(two_area.created_on, date '1900-01-01')
        and paired.stated_from < coalesce(two_area.abolished_on, date '9999-12-31')
    group by all
)

select
    paired.link,
    paired.one_project,
    paired.two_project,
    paired.stated_by,
    paired.one_programme,
    paired.two_programme,
    paired.one_community,
    paired.two_community,
    paired.one_code,
    paired.two_code,
    paired.count_confirming_owners,
    paired.stated_from,
    paired.confirmed_from,
    paired.confirmed_to,
    paired.dissolved_from,
    paired.dissolved_to,
    paired.shared_asset,
    paired.positions,
    paired.do_periods_overlap,
    paired.can_periods_overlap,
    case
        when paired.one_community = paired.two_community then true
        when paired.one_scheme = paired.two_scheme and paired.one_code = paired.two_code then true
        when resolved.one_municipality <> resolved.two_municipality then false
        when resolved.one_municipality is null or resolved.two_municipality is null then null
        when 'municipality' in (resolved.one_level, resolved.two_level) then true
        when resolved.one_level = resolved.two_level then false
        -- A district and a dong of one municipality: in all schemes five digits name the district.
        else resolved.one_parent = substr(paired.two_code, 1, 5)
            or resolved.two_parent = substr(paired.one_code, 1, 5)
    end as is_same_area,
from paired
left join resolved using (link, one_project, two_project);
