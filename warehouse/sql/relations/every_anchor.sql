-- What may anchor residents' self-government in rules (see anchor_spell), in the order in which it is told.
-- Grain: one list of texts.
-- Unit: none.
-- Reads: nothing
create or replace macro every_anchor() as [
    'bylaws',
    'legal_form',
    'space',
    'council',
    'ordinance',
    'budget',
    'succession_rule',
    'manual'
];
