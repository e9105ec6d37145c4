-- Successors that are entered as formed later than the body that they continue.
-- Grain: one row per successor.
-- Unit: survival counts from the founding date of the line, whatever the successor's own entry says; a notice, for a register may well say so.
-- Reads: organisation, organisation_formation
create or replace macro d09_refounded_successor(valid_at, known_at) as table
with
formation as (
    select
        subject_key as body,
        min(occurred_from) as formed_from,
        min(occurred_to) as formed_to,
        list(position) as positions,
    from organisation_formation_as_of(valid_at, known_at)
    group by subject_key
),

refounded as (
    select
        formation.body,
        line.origin,
        formation.formed_from,
        told(formation.formed_from, formation.formed_to) as formed,
        told(line.founded_from, line.founded_to) as founded,
        list_sort(formation.positions || coalesce(origin.positions, []::ubigint[])) as positions,
    from formation
    inner join organisation(valid_at, known_at) as line on formation.body = line.organisation
    left join formation as origin on line.origin = origin.body
    where formation.formed_from > line.founded_to
)

select
    'D9' as rule,
    'notice' as severity,
    'resident_organisation/' || body as subject,
    '결성일이 ' || formed || '로 적혀 있으나, 이어받은 조직(' || origin || ')의 결성일 ' || founded
    || '부터 셉니다.' as detail_ko,
    'Entered as formed on ' || formed || '; it continues ' || origin
    || ' and keeps the founding date ' || founded || '.' as detail_en,
    formed_from as occurred_from,
    list_min(positions) as first_position,
    positions,
from refounded;
