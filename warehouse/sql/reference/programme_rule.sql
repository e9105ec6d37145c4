-- Conditions that a programme sets (founders, own share, cool-off) and counts it reported.
-- Grain: one row per programme and statement.
-- Unit: value in the unit that the row names; valid_from and valid_to are null where not known.
-- Reads: reference/programmes.yaml
create table programme_rule (
    programme varchar,
    rule varchar,
    value double,
    unit varchar,
    applies_to varchar,
    valid_from date,
    valid_to date,
    source varchar,
    verified boolean
);
