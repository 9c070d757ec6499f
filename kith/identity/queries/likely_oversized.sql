-- Components of likely links that chain more people together than one is believed to be taken for. Records that exact
-- links had joined already are one; only so many of them that their pairs would take for ever are too many.

create or replace temp table oversized_components as
select likely_components.component
from likely_components
inner join clusters using (cluster)
group by likely_components.component
having (count(distinct cluster) > getvariable('component_cap') or count(*) > 10 * getvariable('component_cap'))
    and not is_off('component_size');
