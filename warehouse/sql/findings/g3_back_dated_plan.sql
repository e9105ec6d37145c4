-- Small projects whose plan is dated before their approval and was recorded after it.
-- Grain: one row per project.
-- Unit: none; whoever records everything late is found, too.
-- Reads: plan_precedence
create or replace macro g3_back_dated_plan(valid_at, known_at) as table
select
    'G3' as rule,
    'notice' as severity,
    'small_project/' || project as subject,
    '계획 ' || plan || '의 확정일(' || told(adopted_from, adopted_to)
    || ')은 승인보다 앞서지만 승인이 기록된 뒤에야 기록되었습니다.' as detail_ko,
    'Plan ' || plan || ' is dated ' || told(adopted_from, adopted_to)
    || ', before the approval, and was recorded after it.' as detail_en,
    coalesce(selected_from, started_from) as occurred_from,
    list_min(adoption_positions) as first_position,
    adoption_positions as positions,
from plan_precedence(valid_at, known_at)
where precedence = 'late_recorded';
