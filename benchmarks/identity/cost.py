"""What a system costs: CPU seconds, of all its threads and children, and the most memory it ever held.

Wall time is left out: it says how busy the machine was.
"""

import json
import re
import resource
from pathlib import Path

MEGABYTE = 1024


class Cost:
    """CPU seconds by stage, counted from one `done` to the next; written beside what the system found."""

    def __init__(self) -> None:
        """Start with what the process has used up to now: its imports."""
        self._used = 0.0
        self.stages: dict[str, float] = {}
        self.done("start")

    def done(self, stage: str) -> None:
        """Give `stage` what was used since the stage before it; a stage may come more than once."""
        used = cpu_seconds()
        self.stages[stage] = self.stages.get(stage, 0.0) + used - self._used
        self._used = used

    def write(self, folder: Path) -> None:
        """Write cost.json: stages in CPU seconds, and the peak in MB up to now."""
        cost = {"stages": self.stages, "peak_mb": peak_megabytes()}
        (folder / "cost.json").write_text(json.dumps(cost))


def cpu_seconds() -> float:
    """User and system seconds of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def peak_megabytes() -> float:
    """The most memory that this process, or any one child, has held.

    Linux starts a process's own `ru_maxrss` with what its parent held, so that is read from /proc, which starts anew.
    """
    (own,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / MEGABYTE
