-- How strong the sense of community is in each case, by its last survey, and how it moved since the first.
-- Grain: one row per community.
-- Unit: shares of the range of the scale, with a 95 % interval of the mean (of a survey without a standard deviation, by the greatest that the scale allows). verdict is holds, contrary or cannot_say, reason says why; change is between the first and last survey on one scale, null for fewer than two.
-- Reads: community_area, sense_survey, sense_scale, case_limit
create or replace macro case_sense(valid_at, known_at) as table
with
survey as (
    select
        subject_key as community,
        scale,
        mean,
        respondents,
        standard_deviation,
        occurred_from,
        occurred_to,
    from sense_survey_as_of(valid_at, known_at)
),

last_survey as (
    select
        community,
        count(*) as count_surveys,
        max_by(
            struct_pack(
                scale := scale,
                mean := mean,
                respondents := respondents,
                standard_deviation := standard_deviation,
                surveyed_on := occurred_to
            ),
            row(occurred_to, occurred_from, respondents, mean, scale)
        ) as last,
    from survey
    group by community
),

first_survey as (
    select
        survey.community,
        min_by(
            survey.mean, row(survey.occurred_from, survey.occurred_to, survey.respondents)
        ) as mean,
        min(survey.occurred_to) as surveyed_on,
        count(*) as count_surveys,
    from survey
    inner join last_survey
        on survey.community = last_survey.community
        and survey.scale = last_survey.last.scale
    group by survey.community
),

placed as (
    select
        community.community,
        last_survey.count_surveys,
        last_survey.last.scale as scale,
        last_survey.last.mean as mean,
        last_survey.last.respondents as respondents,
        last_survey.last.surveyed_on as surveyed_on,
        sense_scale.lowest,
        sense_scale.highest,
        sense_scale.highest - sense_scale.lowest as scale_range,
        (last_survey.last.mean - sense_scale.lowest)
        / (sense_scale.highest - sense_scale.lowest) as share_of_range,
        coalesce(
            last_survey.last.standard_deviation / (sense_scale.highest - sense_scale.lowest), 0.5
        ) / sqrt(greatest(last_survey.last.respondents, 1)) as standard_error,
        case
            when first_survey.count_surveys >= 2
                then (last_survey.last.mean - first_survey.mean)
                    / (sense_scale.highest - sense_scale.lowest)
        end as change,
        first_survey.surveyed_on as first_surveyed_on,
    from community_area(valid_at, known_at) as community
    left join last_survey on community.community = last_survey.community
    left join first_survey on community.community = first_survey.community
    left join sense_scale on last_survey.last.scale = sense_scale.scale
),

bounded as (
    select
        *,
        greatest(share_of_range - 1.959963984540054 * standard_error, 0) as low,
        least(share_of_range + 1.959963984540054 * standard_error, 1) as high,
        case_limit('sense', 'share_at_least') as strong_from,
        case
            when mean is null then 'no_survey'
            when surveyed_on < window_start(
                valid_at, case_limit('sense', 'window_months')::integer
            ) then 'old_survey'
            when scale_range is null then 'unknown_scale'
            when mean < lowest or mean > highest then 'outside_scale'
            when coalesce(respondents, 0) < case_limit('sense', 'respondents_at_least')
                then 'few_respondents'
        end as obstacle,
    from placed
),

judged as (
    select
        *,
        coalesce(
            obstacle, case when low < strong_from and high >= strong_from then 'near_limit' end
        ) as reason,
    from bounded
)

select
    community,
    case
        when reason is not null then 'cannot_say'
        when low >= strong_from then 'holds'
        else 'contrary'
    end as verdict,
    reason,
    case when obstacle is null then share_of_range end as value,
    case when obstacle is null then low end as low,
    case when obstacle is null then high end as high,
    respondents as n,
    change,
    coalesce(count_surveys, 0) as count_surveys,
    scale,
    mean,
    respondents,
    first_surveyed_on,
    surveyed_on,
from judged;
