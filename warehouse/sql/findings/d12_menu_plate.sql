-- Plans of which more than four fifths of the items stand word for word in a plan of another community.
-- Grain: one row per plan (its latest adoption) of at least three items, with the plan most like it.
-- Unit: share of the plan's own distinct items, compared without spaces, punctuation and case.
-- Reads: plan_adoption
create or replace macro d12_menu_plate(valid_at, known_at) as table
with
adoption as (
    select
        subject_key as plan,
        max_by(
            struct_pack(
                position := position,
                community := community,
                items := items,
                occurred_from := occurred_from
            ),
            row(occurred_from, occurred_to, items)
        ) as latest,
    from plan_adoption_as_of(valid_at, known_at)
    where array_length(items) > 0
    group by subject_key
),

stated_item as (
    select
        plan,
        latest.community as community,
        unnest(latest.items) as item,
    from adoption
),

plan_item as (
    select distinct
        plan,
        community,
        lower(regexp_replace(nfc_normalize(item), '[^\p{L}\p{N}]', '', 'g')) as item,
    from stated_item
),

-- Plans of equal items are one menu, so that a menu copied a thousand times is compared once.
plan_menu as (
    select
        plan,
        community,
        md5(array_to_string(list_sort(list(item)), '|')) as menu,
        count(*) as count_items,
    from plan_item
    where item <> ''
    group by plan, community
    having count(*) >= 3 -- of one or two items, equal ones are chance
),

menu as (
    select
        menu,
        min(count_items) as count_items,
        count(distinct community) as count_communities,
        min(plan) as example_plan,
        min(community) as first_community,
        max(community) as last_community,
    from plan_menu
    group by menu
),

menu_item as (
    select distinct plan_menu.menu, plan_item.item
    from plan_menu
    inner join menu
        on plan_menu.menu = menu.menu
        and plan_menu.plan = menu.example_plan
    inner join plan_item on plan_menu.plan = plan_item.plan
    where plan_item.item <> ''
),

frequency as (
    select item, count(*) as count_menus
    from menu_item
    group by item
),

ranked as (
    select
        menu_item.menu,
        menu_item.item,
        menu.count_items,
        row_number() over (
            partition by menu_item.menu
            order by frequency.count_menus, menu_item.item
        ) as rarity,
    from menu_item
    inner join frequency using (item)
    inner join menu using (menu)
),

-- Who shares more than four fifths of n items shares one of any n - floor(4n/5); the rarest of them
-- name few candidates, so that common items do not pair every plan with every other.
candidate as (
    select distinct
        ranked.menu,
        other.menu as other_menu,
    from ranked
    inner join menu_item as other
        on ranked.item = other.item
        and ranked.menu <> other.menu
    where ranked.rarity <= ranked.count_items - (ranked.count_items * 4) // 5
),

resembling as (
    select
        candidate.menu,
        candidate.other_menu,
        count(*) as count_shared,
    from candidate
    inner join menu_item as own on candidate.menu = own.menu
    inner join menu_item as theirs
        on candidate.other_menu = theirs.menu
        and own.item = theirs.item
    group by candidate.menu, candidate.other_menu
    union all
    select menu, menu as other_menu, count_items as count_shared
    from menu
    where count_communities > 1
),

matched as (
    select
        plan_menu.plan,
        plan_menu.count_items,
        resembling.count_shared,
        -- Of the plans with that other menu, one of another community than this plan's.
        others.plan as other_plan,
        others.community as other_community,
    from plan_menu
    inner join resembling using (menu)
    inner join menu as other_menu on resembling.other_menu = other_menu.menu
    inner join plan_menu as others
        on resembling.other_menu = others.menu
        and plan_menu.community <> others.community
        and others.community = case
            when plan_menu.community = other_menu.first_community then other_menu.last_community
            else other_menu.first_community
        end
    where resembling.count_shared * 5 > plan_menu.count_items * 4
),

nearest as (
    select
        plan,
        count_items,
        max(count_shared) as count_shared,
        min_by(other_plan, row(-count_shared, other_community, other_plan)) as other_plan,
        min_by(other_community, row(-count_shared, other_community, other_plan)) as other_community,
    from matched
    group by plan, count_items
)

select
    'D12' as rule,
    'notice' as severity,
    'plan/' || nearest.plan as subject,
    '항목 ' || nearest.count_items || '건 중 ' || nearest.count_shared || '건('
    || (100 * nearest.count_shared) // nearest.count_items || '%)이 마을 ' || nearest.other_community
    || '의 계획 ' || nearest.other_plan || '과(와) 글자 그대로 같습니다.' as detail_ko,
    nearest.count_shared || ' of ' || nearest.count_items || ' items ('
    || (100 * nearest.count_shared) // nearest.count_items || ' %) stand word for word in plan '
    || nearest.other_plan || ' of community ' || nearest.other_community || '.' as detail_en,
    own.latest.occurred_from as occurred_from,
    least(own.latest.position, other.latest.position) as first_position,
    list_sort([own.latest.position, other.latest.position]) as positions,
from nearest
inner join adoption as own on nearest.plan = own.plan
inner join adoption as other on nearest.other_plan = other.plan;
