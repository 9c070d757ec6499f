"""Matching: how likely two records are one person, one household or neither, learned without labels.

Data flow: temp table `people` → traits (one row per record) → blocking (pairs worth comparing) → patterns
(levels of agreement, counted) → estimation (EM on the counts) → model (weights, kept in state/) → scored
pairs. Nothing here joins anybody: `kith.identity.cluster` does, past the guards.
"""
