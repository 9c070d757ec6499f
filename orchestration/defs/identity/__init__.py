"""Who is who: one asset per table of the identity map."""
