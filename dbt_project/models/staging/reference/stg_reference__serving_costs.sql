{{ home_or_seed('serving_costs', {
    'product_id': dbt.type_string(),
    'format': dbt.type_string(),
    'country_group': dbt.type_string(),
    'cost_per_issue_copy': 'decimal(18, 8)',
    'cost_per_month': 'decimal(18, 8)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
