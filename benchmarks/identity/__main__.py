"""Kith and its peers on the same records, side by side: `python -m benchmarks.identity`.

Each system runs in a process of its own, and one judge judges them all. The peers, and the packages with most of the
data, need an environment of their own, see docs/benchmarks.md; without it Kith alone runs, on the sets that are made
here. Returns 1 where Kith misses a figure it is held to.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.identity.running import OWN_SETS, SYSTEMS, Bench, Outcome, versions

DEVELOPMENT_SETS = ("febrl1", "febrl2", "pseudopeople-1", "pseudopeople-2", "generated-100000-5")
REPORTING_SETS = ("febrl3", "febrl4", "pseudopeople-11", "pseudopeople-12", "generated-100000-11")
PEERS = Path(".venv-peers/bin/python")
WORK = Path(".benchmarks-identity")

OWN_SYSTEMS = {"kith", "exact"}
SPLINK_DEMOS = ("febrl", "pseudopeople")
LEAST_F1 = {"febrl3": 0.9995, "febrl4": 0.9995, "pseudopeople": 0.96}
KINDS_WITH_HOUSEHOLDS = ("pseudopeople", "generated")
MOST_SAME_HOUSEHOLD = 0.005
LEAST_PRECISION_OF_DEMO = 0.995
LEAST_SHARE_OF_CEILING = 0.97

COLUMNS = ("system", "P", "R", "F1", "B-cubed", "whole", "household", "CPU s", "of it norm.", "MB")


def fits(system: str, data_set: str) -> bool:
    """Whether a system can be run on a set: Splink has demos for two kinds of them."""
    return system != "splink-demo" or data_set.startswith(SPLINK_DEMOS)


def row(outcome: Outcome) -> tuple[str, ...]:
    """One line of the table."""
    if outcome.failure:
        return (outcome.system, outcome.failure[:60], *[""] * (len(COLUMNS) - 2))
    figures, stages = outcome.clusters, outcome.stages
    seconds = stages["linking"] + stages.get("normalising", 0.0)
    return (
        outcome.system,
        *(f"{figures[name]:.4f}" for name in ("precision", "recall", "f1", "b_cubed_f1", "whole_f1")),
        f"{figures['same_household']:.2%}",
        f"{seconds:.1f}",
        f"{stages['normalising']:.1f}" if "normalising" in stages else "-",
        f"{outcome.peak_mb:.0f}",
    )


def print_table(outcomes: list[Outcome]) -> None:
    """Print the lines of one set."""
    first = outcomes[0]
    records, true = first.clusters.get("records", 0), first.clusters.get("true_pairs", 0)
    print(f"\n{first.data_set}: {records:,.0f} records, {true:,.0f} true pairs")
    rows = [COLUMNS, *(row(outcome) for outcome in outcomes)]
    for cells in rows:
        print("  " + "".join(cell.ljust(14) if at == 0 else cell.rjust(12) for at, cell in enumerate(cells)))
    for outcome in outcomes:
        if outcome.planted:
            kinds = ", ".join(
                f"{kind} {merged.by_name} + {merged.by_short_form} of {merged.things}"
                for kind, merged in outcome.planted.items()
            )
            print(
                f"  {outcome.system}: customers that hold two people of one (by full name + by a short one): {kinds}"
            )
        if outcome.pairs:
            pairs = ", ".join(f"{name} {outcome.pairs[name]:.4f}" for name in ("precision", "recall", "f1"))
            print(f"  {outcome.system}: pairs before clusters {pairs}")
        if outcome.compared_recall is not None:
            print(
                f"  {outcome.system} compared {outcome.compared_recall:.4f} of the true pairs; exact values connect"
                f" {outcome.ceiling:.4f}"
            )


def misses(outcome: Outcome) -> list[str]:
    """What Kith is held to and did not reach on this set."""
    if outcome.system != "kith":
        return []
    if outcome.failure:
        return [outcome.failure]
    if outcome.data_set.startswith("demo:"):
        return misses_of_demo(outcome)
    kind = outcome.data_set.split("-")[0]
    least, figures = LEAST_F1.get(kind), outcome.clusters
    found = []
    if least is not None and figures["f1"] < least:
        found.append(f"F1 {figures['f1']:.4f}, at least {least}")
    if kind in KINDS_WITH_HOUSEHOLDS and figures["same_household"] > MOST_SAME_HOUSEHOLD:
        found.append(f"same household {figures['same_household']:.2%}, at most {MOST_SAME_HOUSEHOLD:.1%}")
    return found


def misses_of_demo(outcome: Outcome) -> list[str]:
    """What Kith is held to on the demo world: precision, recall beside what evidence can reach, and no trap sprung."""
    precision, recall = outcome.clusters["precision"], outcome.clusters["recall"]
    least_recall = LEAST_SHARE_OF_CEILING * (outcome.ceiling or 0.0)
    found = [
        f"{merged.by_name} customers hold two people of one {kind}"
        for kind, merged in outcome.planted.items()
        if merged.by_name
    ]
    if precision < LEAST_PRECISION_OF_DEMO:
        found.append(f"precision {precision:.4f}, at least {LEAST_PRECISION_OF_DEMO}")
    if recall < least_recall:
        found.append(f"recall {recall:.4f}, at least {least_recall:.4f}")
    return found


def sets_to_run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[str]:
    """The sets asked for; without the peers' environment those that need none, if no system needs it either."""
    sets = list(options.sets or (DEVELOPMENT_SETS if options.development else REPORTING_SETS))
    if options.peers.exists():
        return sets
    if options.json or not OWN_SYSTEMS.issuperset(options.systems):
        parser.error(f"{options.peers} does not exist: docs/benchmarks.md says how to set the peers up")
    own = [name for name in sets if name.startswith(OWN_SETS)]
    print(
        f"Without {options.peers} these sets are left out: {', '.join(sorted(set(sets) - set(own))) or 'none'}"
    )
    return own


def main() -> int:
    """Run every system on every set, and print as they come."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("--sets", nargs="+", help="see benchmarks/identity/sets")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--development", action="store_true", help="the sets that Kith was developed on")
    parser.add_argument("--peers", type=Path, default=PEERS, help="Python of the peers' environment")
    parser.add_argument("--work", type=Path, default=WORK, help="folder that keeps sets and answers")
    parser.add_argument("--seconds", type=float, default=1800, help="after which a system is given up")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON instead")
    options = parser.parse_args()
    sets = sets_to_run(parser, options)
    bench = Bench(options.work.absolute(), options.peers.absolute(), options.seconds)
    outcomes = []
    for data_set in sets:
        bench.prepare(data_set)
        systems = [system for system in SYSTEMS if system in options.systems and fits(system, data_set)]
        done = [bench.run(data_set, system) for system in systems]
        outcomes += done
        if not options.json:
            print_table(done)
            sys.stdout.flush()
    if options.json:
        answer = {"versions": versions(bench.peers), "outcomes": [asdict(outcome) for outcome in outcomes]}
        print(json.dumps(answer, indent=2))
    missed = [(outcome, text) for outcome in outcomes for text in misses(outcome)]
    for outcome, text in missed:
        print(f"{outcome.data_set}: {text}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
