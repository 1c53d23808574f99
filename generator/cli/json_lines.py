"""A draft as one line of JSON, for programs: `digest intake --json`."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from generator.indicators import Catalogue
from generator.intake.changes import SUFFIX
from generator.intake.draft import Draft, Figure, SetAside
from generator.model import Goal, Measure, Need, Pending, Source


def line(draft: Draft, catalogue: Catalogue) -> str:
    """One compact JSON object (RFC 8259), without a line end; figures are JSON numbers, a missing one is null."""
    place = draft.municipality
    said = {
        "file": draft.file,
        "municipality": place.name if place else None,
        "municipality_id": place.id if place else None,
        "year": draft.year,
        "observations": [_observation(figure, catalogue) for figure in draft.figures],
        "goals": [_text(goal) | {"topics": list(goal.topics)} for goal in draft.goals],
        "training_needs": [_text(need) for need in draft.needs],
        "review": [_pending(pending) for pending in draft.review],
        "targets": [_aside(target) for target in draft.targets],
        "ignored": [_aside(number) for number in draft.ignored],
        "questions": [
            {"about": question.about, "message": question.message, "candidates": list(question.candidates)}
            for question in draft.questions
        ],
        "notes": list(draft.notes),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def key(figure: Figure, catalogue: Catalogue) -> str | None:
    """The catalogue's key of a figure, or one made of it and the measure: `press_releases_per_week`.

    A growth and an average of an indicator that is a count are other quantities than the count; where
    the catalogue has an indicator for them, the figure bears that indicator's key already.
    """
    known = catalogue.indicators.get(figure.key)
    if known is None or figure.measure is known.measure:
        return figure.key or None
    suffix = SUFFIX.get(figure.measure, "")
    if figure.measure is Measure.AVERAGE and figure.unit:
        suffix = f"per_{figure.unit}"
    return f"{figure.key}_{suffix}" if suffix and not figure.key.endswith(f"_{suffix}") else figure.key


def _observation(figure: Figure, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "key": key(figure, catalogue),
        "label": figure.label,
        "value": _number(figure.value),
        "qualifier": str(figure.qualifier),
        "measure": str(figure.measure),
        "unit": figure.unit,
        "owner": figure.owner,
        "network": figure.network,
        "topic": figure.topic,
        "part": figure.part,
        "period": str(figure.period) if figure.period else None,
        "as_of": figure.as_of,
        "doubt": figure.doubt,
        **_place(figure.sources[0]),
        "also": [_place(source) for source in figure.sources[1:]],
    }


def _text(said: Goal | Need) -> dict[str, Any]:
    return {"text": said.text, **_place(said.source)}


def _pending(pending: Pending) -> dict[str, Any]:
    return {
        "number": pending.text,
        "value": _number(pending.value),
        "reason": pending.reason,
        **_place(pending.source),
    }


def _aside(number: SetAside) -> dict[str, Any]:
    return {
        "number": number.text,
        "value": _number(number.value),
        "key": number.key or None,
        "reason": number.reason,
        **_place(number.source),
    }


def _place(source: Source) -> Mapping[str, Any]:
    return {"quote": source.quote, "lines": list(source.lines) if source.lines else None}


def _number(value: Decimal | None) -> int | float | None:
    """A figure as JSON has it: whole ones stay whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
