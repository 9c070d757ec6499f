{{ home_or_seed('send_costs', {
    'channel': dbt.type_string(),
    'cost_per_send': 'decimal(18, 8)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
