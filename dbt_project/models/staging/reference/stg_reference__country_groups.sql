{{ home_or_seed('country_groups', {
    'country_code': dbt.type_string(),
    'country_group': dbt.type_string(),
}) }}
