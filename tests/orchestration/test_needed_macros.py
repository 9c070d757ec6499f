"""A build holds the macros that the project can reach, and not all that dbt brings along."""

from types import SimpleNamespace

from orchestration.needed_macros import needed_macros
from orchestration.project import PROJECT, parsed_project, read_manifest


def macro(name: str, text: str = "", package: str = "dbt") -> SimpleNamespace:
    return SimpleNamespace(
        unique_id=f"macro.{package}.{name}", name=name, package_name=package, macro_sql=text
    )


def names_needed(model: str, *macros: SimpleNamespace) -> set[str]:
    manifest = SimpleNamespace(
        macros={macro.unique_id: macro for macro in macros},
        nodes={"model.a": SimpleNamespace(raw_code=model)},
    )
    return {found.name for found in needed_macros(manifest, PROJECT).values()}


def test_what_a_model_names_is_needed_with_all_that_it_names() -> None:
    spine = macro("date_spine", "{{ adapter.dispatch('get_days', 'dbt')() }}")
    own_version, other = macro("duckdb__get_days", "{{ day() }}"), macro("snapshot_merge")
    assert names_needed("select {{ dbt.date_spine() }}", spine, own_version, macro("day"), other) == {
        "date_spine",
        "duckdb__get_days",
        "day",
    }


def test_what_the_project_defines_is_needed_and_what_it_calls() -> None:
    own = macro("shares", "{{ safe_cast() }}", package=PROJECT)
    assert names_needed("select 1", own, macro("safe_cast"), macro("right")) == {"shares", "safe_cast"}


def test_what_dbt_calls_itself_is_needed() -> None:
    found = names_needed("select 1", macro("materialization_seed_default"), macro("default__create_schema"))
    assert found == {"materialization_seed_default", "default__create_schema"}


def test_a_build_of_the_project_holds_fewer_macros_than_dbt_brings() -> None:
    everything = read_manifest()["macros"]
    own = {name for name, found in everything.items() if found["package_name"] == PROJECT}
    assert own <= parsed_project().macros.keys() < everything.keys()
