"""Write one data set: `python -m benchmarks.identity.sets NAME FOLDER`.

NAME: febrl1 to febrl4 · pseudopeople-SEED · generated-RECORDS-SEED · demo:HOME, a home on which `kith run` has run.
"""

import sys
from pathlib import Path


def write(name: str, folder: Path) -> None:
    """Write the set called `name` into `folder`. Raises ValueError for a name that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    kind, _, rest = name.partition(":") if name.startswith("demo:") else name.partition("-")
    if kind == "demo":
        from benchmarks.identity.sets.demo import write_demo

        write_demo(Path(rest), folder)
    elif kind == "generated":
        from benchmarks.identity.sets.generated import write_generated

        records, seed = rest.split("-")
        write_generated(int(records), int(seed), folder)
    elif kind == "pseudopeople":
        from benchmarks.identity.sets.pseudo_people import write_pseudo_people

        write_pseudo_people(int(rest), folder)
    elif kind.startswith("febrl"):
        from benchmarks.identity.sets.febrl import write_febrl

        write_febrl(int(kind.removeprefix("febrl")), folder)
    else:
        raise ValueError(f"no data set is called {name}; {__doc__}")


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]))
