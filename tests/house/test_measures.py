"""Each measure of the code's shape sees what it counts, and the check fails above a ceiling."""

import pytest

from scripts import measures
from tests.architecture.sources import Sources

TREE = {
    "carts/ingest.py": """
class Row(NamedTuple): ...
@dataclass(frozen=True)
class Sum: ...
class Cart(Model): ...
def f(a, b, /, c, *, d, e, f, g, **more): return _once(_twice(a), _twice(b))
def g(self, a, b, c, d, e, f): ...
def _once(a, b): ...
def _twice(a): ...
""",
    "carts/models/__init__.py": "",
    "carts/models/carts.py": "from carts.services import lifecycle",
    "carts/services/lifecycle.py": "",
    "carts/services/sources.py": "from carts.models import carts",
    "templates/carts/list.html": "<p>\n" + "x" * 161 + "\n" + "x" * 200,
}
FIGURES = {
    "loose modules in carts/": 1,
    "loose modules in calls/": 0,
    "private functions used once, per cent of all": 25,
    "dataclasses and NamedTuples": 2,
    "functions with more than 6 arguments": 1,
    "circles of modules": 0,
    "packages that import each other": 1,
    "template lines over 160 characters": 2,
    "characters of the longest template line": 200,
    "characters of the longest template": 366,
}


@pytest.fixture
def sources(tmp_path):
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Sources(tmp_path)


@pytest.mark.parametrize("name", FIGURES)
def test_a_measure_counts_what_it_says(sources, name):
    assert measures.MEASURES[name](sources)[0] == FIGURES[name]


def test_a_figure_above_its_ceiling_fails_the_check_and_one_below_does_not(monkeypatch, capsys):
    name = "circles of modules"
    for figure, held in ((0, True), (1, False)):
        monkeypatch.setattr(measures, "MEASURES", {name: lambda _sources, figure=figure: (figure, [])})
        assert measures.hold_ceilings() is held
    assert name in capsys.readouterr().out


def test_every_measure_has_a_ceiling_no_lower_than_its_aim():
    assert set(measures.MEASURES) <= set(measures.CEILINGS)
    assert all(ceiling >= aim for ceiling, aim in measures.CEILINGS.values())
