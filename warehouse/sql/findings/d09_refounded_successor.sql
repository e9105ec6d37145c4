-- Successors that are entered as formed later than the body that they continue, and successions that run in a circle.
-- Grain: one row per successor.
-- Unit: survival counts from the founding date of the first predecessor, whatever the successor's entry says; notice, for a register may well say so.
-- Reads: organisation_succession, organisation_formation
create or replace macro d09_refounded_successor(valid_at, known_at) as table
with recursive
succession as (
    select
        subject_key as predecessor,
        successor as body,
        min(position) as position,
    from organisation_succession_as_of(valid_at, known_at)
    group by all
),

-- `union` drops what was found before, so that a circle ends.
lineage as (
    select body, predecessor as ancestor
    from succession
    union
    select lineage.body, succession.predecessor as ancestor
    from lineage
    inner join succession on lineage.ancestor = succession.body
),

formation as (
    select
        subject_key as body,
        min(occurred_from) as formed_from,
        min(occurred_to) as formed_to,
        min(position) as position,
    from organisation_formation_as_of(valid_at, known_at)
    group by subject_key
),

founding as (
    select
        lineage.body,
        min_by(
            struct_pack(
                ancestor := lineage.ancestor,
                formed_from := formation.formed_from,
                formed_to := formation.formed_to,
                position := formation.position
            ),
            row(formation.formed_from, formation.formed_to, lineage.ancestor)
        ) as first_formation,
    from lineage
    inner join formation on lineage.ancestor = formation.body
    group by lineage.body
),

breach as (
    select
        'notice' as severity,
        formation.body,
        '결성일이 ' || told(formation.formed_from, formation.formed_to) || '로 적혀 있으나, 승계한 조직 '
        || founding.first_formation.ancestor || '의 결성일 '
        || told(founding.first_formation.formed_from, founding.first_formation.formed_to)
        || '을 이어받습니다.' as detail_ko,
        'Entered as formed on ' || told(formation.formed_from, formation.formed_to)
        || '; it continues ' || founding.first_formation.ancestor || ' and keeps its founding date '
        || told(founding.first_formation.formed_from, founding.first_formation.formed_to)
        || '.' as detail_en,
        formation.formed_from as occurred_from,
        [formation.position, founding.first_formation.position] as positions,
    from formation
    inner join founding on formation.body = founding.body
    where formation.formed_from > founding.first_formation.formed_to
    union all
    select
        'breach' as severity,
        lineage.body,
        '조직 ' || lineage.body || '의 승계가 돌고 돌아 자기 자신에게 이릅니다.' as detail_ko,
        'The successions of ' || lineage.body || ' lead back to itself.' as detail_en,
        (
            select min(succeeded.occurred_from)
            from organisation_succession_as_of(valid_at, known_at) as succeeded
            where succeeded.successor = lineage.body
        ) as occurred_from,
        (
            select list(succession.position) from succession where succession.body = lineage.body
        ) as positions,
    from lineage
    where lineage.body = lineage.ancestor
)

select
    'D9' as rule,
    severity,
    'resident_organisation/' || body as subject,
    detail_ko,
    detail_en,
    occurred_from,
    list_min(positions) as first_position,
    list_sort(positions) as positions,
from breach;
