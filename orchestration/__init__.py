"""Schedule and observe: every hop of the data as a Dagster asset; the only package that knows Dagster."""
