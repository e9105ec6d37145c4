-- What to ask in a stage while a sign of it is not seen.
-- Grain: one row per question.
-- Unit: place counts the questions of a stage from 1; sign is the one that the question is about.
-- Reads: reference/process_guide.yaml
create table guide_question (
    stage varchar,
    place integer,
    sign varchar,
    question_ko varchar,
    question_en varchar
);
