-- The probability of at least so many successes in so many trials.
-- Grain: one number.
-- Unit: probability; share is that of success in one trial, above 0 and below 1.
-- Reads: nothing
create or replace macro binomial_tail(successes, trials, share) as
    list_sum(
        list_transform(
            range(successes, trials + 1),
            lambda number: exp(
                lgamma(trials + 1) - lgamma(number + 1) - lgamma(trials - number + 1)
                + number * ln(share) + (trials - number) * ln(1 - share)
            )
        )
    );
