-- Patterns by which indicators are known to be gamed: each is worth a look, none is proof.
-- Grain: one row per pattern found; plans that are copied from one another are D12 of the findings.
-- Unit: severity is notice.
-- Reads: g1_year_end_burst, g2_cloned_list, g3_back_dated_plan, g4_paper_link, g5_sliced_project, g6_proxy_leader
create or replace macro gaming_patterns(valid_at, known_at) as table
select
    rule,
    severity,
    subject,
    detail_ko,
    detail_en,
    occurred_from,
    first_position,
    positions,
from (
    select * from g1_year_end_burst(valid_at, known_at)
    union all
    select * from g2_cloned_list(valid_at, known_at)
    union all
    select * from g3_back_dated_plan(valid_at, known_at)
    union all
    select * from g4_paper_link(valid_at, known_at)
    union all
    select * from g5_sliced_project(valid_at, known_at)
    union all
    select * from g6_proxy_leader(valid_at, known_at)
);
