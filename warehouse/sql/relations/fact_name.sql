-- What a kind of fact is called without its version, so that all versions of it meet.
-- Grain: one text.
-- Unit: none.
-- Reads: nothing
create or replace macro fact_name(kind) as regexp_replace(kind, '\.v[0-9]+$', '');
