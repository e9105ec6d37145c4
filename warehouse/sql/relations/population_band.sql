-- Residents of each coarse band of each community, as last stated by a day.
-- Grain: one row per community, kind of band and band.
-- Unit: residents, of two registers of one day the greater number; the bands of a kind are those of its last reading by that day, of the first one after it where there is none before, so that bands of two readings never mix.
-- Reads: population_snapshot
create or replace macro population_band(valid_at, known_at, on_the_day) as table
with
statement as (
    select
        subject_key as community,
        band_kind,
        band,
        occurred_from,
        max(residents_in_band) as residents,
    from population_snapshot_as_of(valid_at, known_at)
    where band_kind is not null and band is not null and residents_in_band is not null
    group by subject_key, band_kind, band, occurred_from
),

reading as (
    select
        community,
        band_kind,
        coalesce(
            max(occurred_from) filter (where occurred_from <= on_the_day), min(occurred_from)
        ) as occurred_from,
    from statement
    group by community, band_kind
)

select
    statement.community,
    statement.band_kind,
    statement.band,
    statement.residents,
from statement
inner join reading
    on statement.community = reading.community
    and statement.band_kind = reading.band_kind
    and statement.occurred_from = reading.occurred_from;
