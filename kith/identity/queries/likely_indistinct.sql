-- Clusters that lack what tells relatives apart: a whole first name, or both a birth date and a number of one's own. A
-- father and a son may have one name; a record that has no more than that fits both.

create or replace temp table indistinct_clusters as
select likely_components.cluster
from likely_components
inner join clusters using (cluster)
inner join people using (record_number)
group by likely_components.cluster
having
    not is_off('ambiguous')
    and (
        coalesce(max(length(people.first_name)), 0) < 2
        or (count(people.birth_date) = 0 and count(people.personal_number) = 0)
    );
