-- What calls of a programme carry: the terms of small projects, by version and for cities of low financial independence.
-- Grain: one row per programme, version, customisation (null for the terms of all) and term.
-- Unit: value is text, its unit the end of the term's name; is_proposal marks what no source states and dure proposes.
-- Reads: reference/programmes.yaml
create table small_project_term (
    programme varchar,
    version varchar,
    customised varchar,
    ratio_below_percent double,
    term varchar,
    value varchar,
    valid_from date,
    valid_to date,
    source varchar,
    verified boolean,
    is_proposal boolean,
    note varchar
);
