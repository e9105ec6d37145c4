-- Pseudonyms that belong to one person with others, whatever the order in which they were linked.
-- Grain: one row per linked pseudonym; whoever has one pseudonym only is not here.
-- Unit: person is the least pseudonym of those linked; all links recorded by known_at count, since who somebody is does not depend on the day.
-- Reads: pseudonym_link
create or replace macro person(valid_at, known_at) as table
with recursive
stated as (
    select
        subject_key as pseudonym,
        same_as as other,
    from pseudonym_link_as_of(date '9999-12-31', known_at)
),

link as (
    select pseudonym, other
    from stated
    union
    select other as pseudonym, pseudonym as other
    from stated
),

reached as (
    select pseudonym, other
    from link
    union
    select reached.pseudonym, link.other
    from reached
    inner join link on reached.other = link.pseudonym
)

select
    pseudonym,
    min(other) as person,
from reached
group by pseudonym;
