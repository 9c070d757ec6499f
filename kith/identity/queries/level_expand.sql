-- Outgrown stars give every pair of records instead; the pairs that were judged stay judged.

delete from edges
where is_star and (kind, value) in (select (kind, value) from outgrown_values);

insert into edges select * from all_pairs('outgrown_values');

insert into judged_pairs select cluster_a, cluster_b from level_pairs where is_doubtful;
