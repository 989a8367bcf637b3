"""What a run of the benchmarks prints at its end, which comes after half an hour of measuring."""

from types import SimpleNamespace

import pytest
from django.urls import resolve

from tests import make
from tests.bench import cases
from tests.bench.load import Times
from tests.bench.report import Report


@pytest.fixture
def report() -> Report:
    return Report({"cores": 2})


def measured(
    report: Report, name: str, *, size: int, ms: float, queries: int | None = None, budget: float | None = None
):
    row = Times(name, size=size, budget_ms=budget, queries=queries)
    row.samples = [ms] * 20
    report.add(row)


def test_sizes_stand_side_by_side_and_another_program_has_neither_a_budget_nor_queries(report, capsys):
    for size, own, other in ((10, 40.0, 80.0), (1000, 60.0, 240.0)):
        measured(report, "list", size=size, ms=own, queries=8, budget=50)
        measured(report, "django-helpdesk: list", size=size, ms=other)
    capsys.readouterr()

    report.compare([10, 1000])
    own, other = [line for line in capsys.readouterr().out.splitlines() if "list" in line]
    assert own.split()[-5:] == ["1.50", "8", "→", "8", "MISSED"]
    assert other.split()[-1] == "3.00"

    report.compare_with("django-helpdesk")
    *_head, small, large = capsys.readouterr().out.splitlines()
    assert (small.split(), large.split()) == (
        ["list", "10", "40.0", "80.0", "2.0"],
        ["list", "1,000", "60.0", "240.0", "4.0"],
    )


@pytest.mark.django_db
def test_what_is_measured_has_an_address(monkeypatch):
    monkeypatch.setattr(cases, "middle", lambda size: "2026-11-30")
    monkeypatch.setattr(cases, "searches", lambda size: {"case number": "1"})
    monkeypatch.setattr(cases, "deep_page", lambda user, view, sort: f"/tickets/?view={view}&sort={sort}")
    population = SimpleNamespace(manager=make.manager(), agents=[make.agent()], size=10)
    for _name, _user, path, _budget in cases.questions(population):
        resolve(path.partition("?")[0])
