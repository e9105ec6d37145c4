-- Which municipalities belong to which unit of local government at valid_at.
-- Grain: one row per unit (municipality, province, cohort, nation) and municipality with a community.
-- Unit: the numbers of unit_member; the municipality as the code that holds now.
-- Reads: community_area, unit_member
create or replace macro municipality_member(valid_at, known_at) as table
select distinct
    member.unit,
    member.unit_type,
    member.unit_id,
    community_area.municipality as anchor_id,
from unit_member(valid_at, known_at) as member
inner join community_area(valid_at, known_at) as community_area
    on member.anchor_id = community_area.community
where member.anchor_type = 'community'
    and member.unit_type in ('municipality', 'province', 'cohort', 'nation')
    and community_area.municipality is not null;
