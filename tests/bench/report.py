"""The figures on the screen and in bench-results/, each next to the floor of the same machine."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.load import Times

RESULTS = Path("bench-results")


class Report:
    """Collects figures and prints each as it comes."""

    def __init__(self, machine: dict[str, Any]) -> None:
        self.machine, self.rows, self.floor = machine, [], None
        facts = ", ".join(f"{name} {value}" for name, value in machine.items())
        print(f"{facts}\n")
        print(f"{'':44} {'p50':>8} {'p95':>8} {'p99':>8}  {' floors':>7} {'queries':>7}  budget (p95)")

    def add(self, row: Times) -> None:
        """One line: milliseconds, how many times the median of the indexed SELECT, queries, and the verdict."""
        ratio = row.p50 / self.floor if self.floor else None
        fits = row.is_within_budget()
        verdict = "" if fits is None else f"≤ {row.budget_ms:.0f} ms: {'kept' if fits else 'MISSED'}"
        figures = " ".join(f"{value:8.1f}" for value in (row.p50, row.percentile(0.95), row.percentile(0.99)))
        times = f"{ratio:7.1f}" if ratio else f"{'':7}"
        queries = f"{row.queries:7}" if row.queries is not None else f"{'':7}"
        name = f"{row.name}, {row.size:,}" if row.size else row.name
        print(f"{name:44} {figures}  {times} {queries}  {verdict}", flush=True)
        self.rows.append(
            {
                "name": row.name,
                "size": row.size,
                "samples": len(row.samples),
                "p50_ms": round(row.p50, 2),
                "p95_ms": round(row.percentile(0.95), 2),
                "p99_ms": round(row.percentile(0.99), 2),
                "times_floor": round(ratio, 2) if ratio else None,
                "queries": row.queries,
                "budget_p95_ms": row.budget_ms,
                "within_budget": fits,
            }
        )

    def compare(self, sizes: list[int]) -> None:
        """What was asked at several sizes, side by side: does the millionth case cost what the first costs?"""
        names = list(dict.fromkeys(row["name"] for row in self.rows if row.get("size") in sizes))
        if len(sizes) < 2 or not names:
            return
        heads = "".join(f"{f'{size:,} cases':>22}" for size in sizes)
        print(f"\n{'p50 / p95 in ms':44}{heads}{'p95 ratio':>12}{'queries':>10}")
        for name in names:
            rows = {row["size"]: row for row in self.rows if row["name"] == name}
            first, last = rows[sizes[0]], rows[sizes[-1]]
            figures = "".join(f"{rows[size]['p50_ms']:13.1f} / {rows[size]['p95_ms']:6.1f}" for size in sizes)
            ratio = last["p95_ms"] / first["p95_ms"]
            verdict = "  MISSED" if last["within_budget"] is False else ""
            # Those of another program are not counted.
            queries = "" if first["queries"] is None else f"{first['queries']:5} → {last['queries']}"
            print(f"{name:44}{figures}{ratio:12.2f}{queries}{verdict}", flush=True)
        print()

    def compare_with(self, rival: str) -> None:
        """How many times as long the same takes there."""
        ours = {(row["name"], row["size"]): row for row in self.rows if row.get("size")}
        theirs = {(name.removeprefix(f"{rival}: "), size): row for (name, size), row in ours.items() if rival in name}
        if not theirs:
            return
        print(f"\n{'p95 in ms':44}{'cases':>12}{'Press 4':>12}{rival:>18}{'ratio':>8}")
        for name, size in theirs:
            own, other = ours[name, size]["p95_ms"], theirs[name, size]["p95_ms"]
            print(f"{name:44}{size:12,}{own:12.1f}{other:18.1f}{other / own:8.1f}", flush=True)

    def say(self, name: str, value: float, *, unit: str, budget: float | None = None) -> None:
        """A figure that is no time, such as events per second; at least `budget`."""
        fits = None if budget is None else value >= budget
        verdict = "" if fits is None else f"≥ {budget:,.0f}: {'kept' if fits else 'MISSED'}"
        print(f"{name:44} {value:8,.0f} {unit}  {verdict}", flush=True)
        self.rows.append({"name": name, "value": round(value, 1), "unit": unit, "within_budget": fits})

    def save(self) -> Path:
        RESULTS.mkdir(exist_ok=True)
        moment = datetime.now(UTC)
        path = RESULTS / f"{moment:%Y%m%d-%H%M%S}.json"
        content = {"measured_at": moment.isoformat(timespec="seconds"), "machine": self.machine, "figures": self.rows}
        path.write_text(json.dumps(content, indent=1))
        return path
