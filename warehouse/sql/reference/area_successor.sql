-- What became of codes that were given up or divided.
-- Grain: one row per scheme and code that has a known succession.
-- Unit: successor is null where no single code goes on; opens is how the new codes begin.
-- Reads: reference/area_successors.csv
create table area_successor (
    scheme varchar,
    code varchar,
    successor varchar,
    opens varchar,
    changed_on date,
    changed_precision varchar,
    kind varchar,
    status varchar,
    source varchar
);
