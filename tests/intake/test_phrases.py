"""Every way of saying an indicator that `tests/data/phrases.txt` tells is read as that indicator."""

import pytest

from generator.intake.phrases import Terms, tokens
from tests.intake.scoring import CATALOGUE, ROOT
from tests.intake.test_reader import outcomes


def rows():
    """The lines of the file: a key, whether a person decides about all its ways, and these."""
    for line in (ROOT / "tests/data/phrases.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            key, *ways = (part.strip() for part in line.split("|"))
            yield key.removesuffix("?").rstrip(), key.endswith("?"), ways


ROWS = list(rows())


def told(way):
    """As what the last number of a way is read, and why it is doubted; as nothing when it waits or is set aside."""
    found = outcomes(f"{way[0].upper()}{way[1:].rstrip('?. ')}.")
    if found.review or not found.figures:
        return None, "".join(pending.reason for pending in found.review)
    return found.figures[-1].key, found.figures[-1].doubt


def is_read(key, asked, way):
    """Whether a way is read as its line says."""
    read, doubt = told(way)
    if asked or way.endswith("?"):
        return bool(doubt) and read in (key, None)
    return (read, doubt) == (key, "")


@pytest.mark.parametrize(("key", "asked", "ways"), ROWS, ids=[key for key, _, _ in ROWS])
def test_every_way_is_read_as_the_indicator_of_its_line(key, asked, ways):
    misread = {way: told(way) for way in ways if not is_read(key, asked, way)}

    assert ways and not misread


def test_every_indicator_has_one_line():
    assert [key for key, _, _ in ROWS] == list(CATALOGUE.indicators)


@pytest.mark.parametrize(("key", "asked", "ways"), ROWS, ids=[key for key, _, _ in ROWS])
def test_every_phrase_of_an_indicator_is_said_in_a_way_of_its_line(key, asked, ways):
    said = [tokens(way) for way in ways]
    phrases = CATALOGUE.indicators[key].phrases

    assert not [phrase for phrase in phrases if not any(is_said(phrase, words) for words in said)]


def is_said(phrase, words):
    """Whether a phrase stands among words, with what must be said with it."""
    return all(Terms([part]).within(words) for part in phrase.split(" + "))
