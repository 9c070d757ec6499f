-- Links of one strength and the weaker ones are taken from every household of more people than are believed to be one.
-- Reads household_links, household_components, weakest_strength. Writes household_links.

delete from household_links
where
    strength <= getvariable('weakest_strength')
    and cluster_a in (
        select cluster
        from household_components
        qualify count(*) over (partition by household) > getvariable('household_cap')
    );
