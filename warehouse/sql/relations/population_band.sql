-- Residents of each coarse band of each community, as last stated by a day.
-- Grain: one row per community, kind of band and band.
-- Unit: residents; where none was stated by that day, the first one after it.
-- Reads: population_snapshot
create or replace macro population_band(valid_at, known_at, on_the_day) as table
select
    subject_key as community,
    band_kind,
    band,
    coalesce(
        max_by(residents_in_band, row(occurred_from, residents_in_band)) filter (
            where occurred_from <= on_the_day
        ),
        min_by(residents_in_band, row(occurred_from, residents_in_band))
    ) as residents,
from population_snapshot_as_of(valid_at, known_at)
where band_kind is not null and band is not null and residents_in_band is not null
group by subject_key, band_kind, band;
