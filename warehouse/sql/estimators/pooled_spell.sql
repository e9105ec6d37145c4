-- Spells of anchors brought together at every unit that has enough of them, ready for the estimators.
-- Grain: one row per curve, entry, exit and cause; a curve is one unit, stratum and reading.
-- Unit: curve is (unit * 32768 + stratum) * 16 + the number of the reading (see every_reading, from 0), so that all that follows groups by one number; only pools followed for least_months.
-- Reads: the relations that `spells` names: anchor_id, stratum (0 to 32767), reading, entry, exit, cause, count_spells; `readings`: member_reading's columns; `pools`: follow_up_pool's columns
create or replace macro pooled_spell(spells, readings, pools, least_months) as table
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
)

select
    mature_member.curve,
    spell.entry,
    spell.exit,
    spell.cause,
    sum(spell.count_spells)::bigint as count_spells,
from query_table(spells) as spell
inner join mature_member
    on spell.anchor_id = mature_member.anchor_id
    and spell.reading = mature_member.spell_reading
    and spell.stratum = mature_member.stratum
where spell.exit > coalesce(spell.entry, -1)
group by mature_member.curve, spell.entry, spell.exit, spell.cause;
