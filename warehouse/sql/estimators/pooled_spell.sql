-- Spells of anchors brought together at every unit that has enough of them, ready for the estimators.
-- Grain: one row per curve, entry, exit and cause; a curve is one unit, stratum and reading.
-- Unit: all numbers, by which grouping is fast: curve is (unit * 32768 + stratum) * 16 + the place of the reading in every_reading (from 0), cause the place in `causes` (0: another one, null: censored). Only pools that have been followed for least_months.
-- Reads: the relations that `spells` names: anchor_id, stratum (0 to 32767), reading, entry, exit, cause, count_spells; `readings`: member_reading's columns; `pools`: follow_up_pool's columns
create or replace macro pooled_spell(spells, readings, pools, causes, least_months) as table
with
mature_member as (
    select
        member.anchor_id,
        member.spell_reading,
        mature.stratum,
        (member.unit * 32768 + mature.stratum) * 16
        + array_position(every_reading(), member.reading) - 1 as curve,
    from query_table(readings) as member
    inner join query_table(pools) as mature on member.unit = mature.unit
    where mature.observed_months >= least_months
),

numbered_spell as (
    select
        anchor_id,
        stratum,
        reading,
        entry,
        exit,
        case when cause is not null then coalesce(array_position(causes, cause), 0) end as cause,
        count_spells,
    from query_table(spells)
    where exit > coalesce(entry, -1)
)

select
    mature_member.curve,
    spell.entry,
    spell.exit,
    spell.cause,
    sum(spell.count_spells)::bigint as count_spells,
from numbered_spell as spell
inner join mature_member
    on spell.anchor_id = mature_member.anchor_id
    and spell.reading = mature_member.spell_reading
    and spell.stratum = mature_member.stratum
group by mature_member.curve, spell.entry, spell.exit, spell.cause;
