-- Components of likely links with more records than a person is believed to have.

create or replace temp table oversized_components as
select likely_components.component
from likely_components
inner join clusters using (cluster)
group by likely_components.component
having count(*) > getvariable('component_cap')
    and not is_off('component_size');
