-- One row per living customer.

select cluster_ids.customer_id, kinds.customer_kind, household_ids.household_id, registry.founding_source,
    'profiles' as founding_entity, registry.founding_record_id, registry.generation,
    customer_names.names_clash
from cluster_ids
inner join registry using (customer_id)
inner join kinds using (customer_id)
left join customer_names using (customer_id)
left join household_ids using (cluster)
