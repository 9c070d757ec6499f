{{ home_or_seed('fulfilment_costs', {
    'applies_to': dbt.type_string(),
    'amount': 'decimal(18, 4)',
    'currency': dbt.type_string(),
    'valid_from': 'date',
}) }}
