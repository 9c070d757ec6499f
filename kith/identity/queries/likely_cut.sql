-- Oversized components lose the links below the rising bar.

update likely_pairs
set guard = 'component_size'
where
    guard is null
    and p_person < getvariable('rising_bar')
    and cluster_a in (
        select cluster
        from likely_components
        where component in (select component from oversized_components)
    );
