"""Raw to staging, staging to one shape per entity, and all of it to marts: dbt, in two parts around identity."""
