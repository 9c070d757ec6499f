"""Guards: what may never be one person, whatever the records share.

`identifiers` in queries/identifiers.sql guards values (placeholders, role mailboxes, hubs); `pairs` guards
pairs of records and of clusters; `kith.identity.cluster` guards whole components with the same rules.

Words: a guard is a rule with a name; its flaw is what makes a value unfit (then the value's status), its verdict what
stops two clusters at one level, its doubt what stops a pair that is likely. In identity.edges all stand as `guard`.
"""
