-- The readings under which imprecise dates and missing months can be understood, in the order of their numbers.
-- Grain: one list of words.
-- Unit: the first, `stated`, is the one that counts; the others are for the bounds.
-- Reads: nothing
create or replace macro every_reading() as
    [
        'stated',
        'late',
        'shortest',
        'longest',
        'missing_silent',
        'missing_active',
        'missing_first',
        'missing_reached'
    ];
