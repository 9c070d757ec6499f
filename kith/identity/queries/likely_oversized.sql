-- Components of likely links that chain more people together than one is believed to be taken for. Records that exact
-- links had joined already are one; of those ten for each person are borne, since every pair of records is weighed: of
-- 600 records there are 180,000, a third of a second, and ten times as many would take half a minute.

create or replace temp table oversized_components as
select likely_components.component
from likely_components
inner join clusters using (cluster)
group by likely_components.component
having (count(distinct cluster) > getvariable('component_cap') or count(*) > 10 * getvariable('component_cap'))
    and not is_off('component_size');
