{{ home_or_seed('support_costs', {
    'channel': dbt.type_string(),
    'cost_per_minute': 'decimal(18, 8)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
