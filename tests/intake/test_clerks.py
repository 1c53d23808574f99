"""Reports in many clerks' manners, written before anyone had read them with the program.

The bars hold what has been reached, so that no change loses it; `bench/intake.md` has the scores, the
first ones too.
"""

from pathlib import Path

import pytest

from tests.intake.scoring import ROOT, SHARED, drafts, facts, module, needs_shared

pytestmark = needs_shared

REPORTS = ROOT / "tests/data/reports"


@pytest.mark.parametrize(
    ("folder", "precision", "recall"),
    [("first", 0.95, 0.85), ("second", 0.97, 0.9), ("third", 0.96, 0.85), ("fourth", 0.94, 0.8)],
)
def test_most_figures_of_unknown_clerks_are_drafted_and_few_are_wrong(folder, precision, recall):
    score = module(SHARED / "gold/score.py")
    gold = score.load_gold(str(REPORTS / folder))
    found = []
    for report in gold:
        year = report["report_year"]
        path: Path = REPORTS / folder / report["report_file"]
        found += facts(drafts(path, municipality="artem", year=year), report["municipality"]["name"], year)

    result, rows, _ = score.score(found, [], gold)
    assert result["precision"] >= precision, rows
    assert result["recall"] >= recall, rows
