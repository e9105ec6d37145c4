-- Every breach of the domain rules D1 to D13 that the facts show; the facts themselves stay as reported.
-- Grain: one row per breach.
-- Unit: severity is breach (holds under every reading of the dates), possible (left open by imprecise or missing facts), notice (worth a look) or duty (open, no failure).
-- Reads: d01_project_size, d02_plan_before_project, d03_link_area_and_period, d04_worker_contract, d05_post_held_twice, d06_project_order, d07_double_participation, d08_claimed_level, d09_refounded_successor, d10_support_spell, d11_manual_version, d12_menu_plate, d13_cool_off
create or replace macro findings(valid_at, known_at) as table
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
    select * from d01_project_size(valid_at, known_at)
    union all
    select * from d02_plan_before_project(valid_at, known_at)
    union all
    select * from d03_link_area_and_period(valid_at, known_at)
    union all
    select * from d04_worker_contract(valid_at, known_at)
    union all
    select * from d05_post_held_twice(valid_at, known_at)
    union all
    select * from d06_project_order(valid_at, known_at)
    union all
    select * from d07_double_participation(valid_at, known_at)
    union all
    select * from d08_claimed_level(valid_at, known_at)
    union all
    select * from d09_refounded_successor(valid_at, known_at)
    union all
    select * from d10_support_spell(valid_at, known_at)
    union all
    select * from d11_manual_version(valid_at, known_at)
    union all
    select * from d12_menu_plate(valid_at, known_at)
    union all
    select * from d13_cool_off(valid_at, known_at)
);
