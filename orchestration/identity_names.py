"""The tables of the identity map, and what each means to the business."""

from typing import Final

IDENTITY_TABLES: Final = {
    "identity/record_customers": "Which customer each source record belongs to.",
    "identity/record_spells": "Since when a record belongs to its customer, by the evidence in the sources.",
    "identity/login_customers": "Which customer each login belongs to.",
    "identity/devices": "Every device with the customer it is known to belong to, if any, and why.",
    "identity/customers": "Every living customer with kind, household and founding record.",
    "identity/redirects": "Retired customer ids and the ones that answer for them.",
    "identity/edges": "Every link between two records: rule or odds, and the guard that refused it, if one did.",
    "identity/identifiers": "What records are recognised by, normalised.",
    "identity/review": "What guards stopped, with the evidence: links of two customers, and values that prove nothing.",
    "identity/models": "What likely links are weighed by, how many records it was learned from, how old it is.",
    "identity/events": "What Kith came to believe, when and by which link: created, merged, split, moved, retired.",
}
