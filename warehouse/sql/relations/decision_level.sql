-- Decisions with the depth that their own facts support (Arnstein, IAP2), whatever label they carry.
-- Grain: one row per reported decision.
-- Unit: 1 inform, 2 consult, 3 involve, 4 collaborate, 5 empower; claimed_level likewise, null where the claim is no such word.
-- Reads: decision
create or replace macro decision_level(valid_at, known_at) as table
with
stated as (
    select
        position,
        subject_key as plan,
        community,
        decision,
        decider,
        method,
        replace(lower(method), '-', '_') as method_key,
        replace(lower(method), '-', '_') in ('vote', 'resident_vote', 'assembly') as is_vote,
        alternatives,
        is_binding,
        is_executed,
        claimed_level as claimed,
        occurred_from,
        occurred_to,
    from decision_as_of(valid_at, known_at)
)

select
    position,
    plan,
    community,
    decision,
    decider,
    method,
    alternatives,
    is_binding,
    is_executed,
    claimed,
    occurred_from,
    occurred_to,
    case
        -- A vote of residents empowers when it binds and was carried out; one that only binds is
        -- shared power; one that does neither is an opinion that was asked.
        when is_vote and is_binding and is_executed then 5
        when is_vote and is_binding then 4
        when method_key in ('joint_body', 'joint_committee', 'agreement') then 4
        when (is_vote or method_key = 'workshop') and alternatives >= 2 then 3
        when is_vote or method_key in ('workshop', 'survey', 'hearing') then 2
        else 1
    end as supported_level,
    case lower(claimed)
        when 'inform' then 1
        when 'consult' then 2
        when 'involve' then 3
        when 'collaborate' then 4
        when 'empower' then 5
    end as claimed_level,
from stated;
