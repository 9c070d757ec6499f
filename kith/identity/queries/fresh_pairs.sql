-- Pairs that touched records, or blocks that shrank below the cap, have made likely.

create or replace temp table fresh_pairs as
select one.record_key as key_a, other.record_key as key_b
from compared_scores
inner join compared_records as one on one.record_number = compared_scores.record_a
inner join compared_records as other on other.record_number = compared_scores.record_b;
