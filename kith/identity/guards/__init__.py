"""Guards: what may never be one person, whatever the records share.

`identifiers` in queries/identifiers.sql guards values (placeholders, role mailboxes, hubs); `pairs` guards
pairs of records and of clusters; `kith.identity.cluster` guards whole components with the same rules.
"""
