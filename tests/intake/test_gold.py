"""The five real reports: every figure that a person read in them, with its key, owner, network and period."""

import re

import pytest

from tests.intake.scoring import SHARED, drafts, facts, module, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def score():
    return module(SHARED / "gold/score.py")


@pytest.fixture(scope="module")
def gold(score):
    return score.load_gold(str(SHARED / "gold"))


def test_every_figure_and_goal_of_the_real_reports_is_drafted_as_it_was_read(score, gold):
    found, goals = [], []
    for report in gold:
        name = report["municipality"]["name"]
        [draft] = drafts(SHARED / "reports" / report["report_file"])
        assert draft.municipality.name == name and draft.year == report["report_year"]
        assert not draft.questions
        found += facts([draft], name, report["report_year"])
        goals += [{"municipality": name, "text": goal.text} for goal in draft.goals]

    result, _, detail = score.score(found, goals, gold)
    assert (result["precision"], result["recall"]) == (1, 1), detail
    assert (result["keyed_precision"], result["keyed_recall"]) == (1, 1)
    assert set(result["exact"].values()) == {1.0}
    assert result["goals"]["recall"] >= 0.9 and result["goals"]["precision"] >= 0.9


def test_training_needs_are_told_apart():
    [draft] = drafts(SHARED / "reports/artem-2020.txt")

    assert len(draft.needs) == 2
    assert all(re.search("негативн|правов", need.text, re.IGNORECASE) for need in draft.needs)


def rewritings():
    path = SHARED / "prototypes/intake/perturb.py"
    return module(path).T if path.exists() else {"нет папки ../shared": str}


@pytest.mark.parametrize("name", rewritings())
def test_a_rewriting_that_changes_no_figure_changes_no_fact(name, score, gold, tmp_path):
    rewrite = rewritings()[name]
    found = []
    for report in gold:
        raw = (SHARED / "reports" / report["report_file"]).read_bytes().decode()
        path = tmp_path / report["report_file"]
        path.write_bytes(rewrite(raw).encode())
        found += facts(drafts(path), report["municipality"]["name"], report["report_year"])

    # Quotes are of the rewritten text: they are no evidence here.
    result, _, detail = score.score([{**fact, "quote": None} for fact in found], [], gold)
    assert (result["precision"], result["recall"]) == (1, 1), detail
    assert set(result["exact"].values()) == {1.0}
