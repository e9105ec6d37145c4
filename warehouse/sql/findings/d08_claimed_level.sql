-- Decisions that claim a deeper level of participation than their own facts support.
-- Grain: one row per decision whose claim exceeds its facts.
-- Unit: a claim in words other than inform, consult, involve, collaborate, empower is not judged.
-- Reads: decision_level
create or replace macro d08_claimed_level(valid_at, known_at) as table
select
    'D8' as rule,
    'breach' as severity,
    'plan/' || plan as subject,
    '결정 ' || decision || ': 주장한 수준은 '
    || ['알림', '의견수렴', '참여', '협력', '권한 부여'][claimed_level] || '이지만, 기록(방법 ' || method
    || ', 대안 ' || alternatives || '건)이 뒷받침하는 수준은 '
    || ['알림', '의견수렴', '참여', '협력', '권한 부여'][supported_level] || '입니다.' as detail_ko,
    'Decision ' || decision || ' claims ' || claimed || '; its facts (method ' || method || ', '
    || alternatives || ' alternatives, '
    || case when is_binding then 'binding' else 'not binding' end || ', '
    || case when is_executed then 'executed' else 'not executed' end || ') support '
    || ['inform', 'consult', 'involve', 'collaborate', 'empower'][supported_level]
    || '.' as detail_en,
    occurred_from,
    position as first_position,
    [position] as positions,
from decision_level(valid_at, known_at)
where claimed_level > supported_level;
