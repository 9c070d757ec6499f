"""SQL of the identity engine, one step a file, run in the order that `resolve` names."""
