"""The report of a run: tables with ratios first, and the promises against them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple


class Seconds(NamedTuple):
    """Time spent, in seconds."""

    wall: float
    cpu: float


class Run(NamedTuple):
    """One process: its time from start to exit, its peak memory in MB, and the calls timed inside."""

    whole: Seconds
    peak: float
    calls: Mapping[str, Seconds]


Runs = Mapping[tuple[str, int], Sequence[Run]]

WORD_TIMES = {200: 4, 1000: 8}  # docxtpl takes at least so many times as long
ROWS_TIMES = 20  # python-docx with `add_row` does
# Of the time of bare WeasyPrint, at most: a whole build that finds the work of one before.
RENEWED = {"same": 0.02, "figure": 0.04, "longer": 0.07}
CHANGES = {
    "same": "nothing changed",
    "figure": "a figure of one report",
    "longer": "a figure and paragraphs of one report",
}
TENFOLD = 10.5  # times as long: a digest ten times as long
LINEAR = 1.25  # how much dearer a further chapter may be in a large digest than in a small one
CHECK_SECONDS = 5  # of `theme check default`, from start to exit
BUILD_TIMES = 3  # of the time that a process of bare WeasyPrint takes, at most: Word and PDF, verified
PDF_SHARE = 1.0  # of the time of bare WeasyPrint, at most, though its file has no tags

METHOD = """\
## Method

1. The material is made up and always the same: N municipalities, each with a full report (`bench/corpus.py`).
2. Every measurement is a process of its own; ours and the peer's, and all sizes of Word, take turns; the median is
   shown, the extremes in brackets.
3. *Call* is the one call that writes the file, timed in its process after the imports and after the material was
   read. *Process* is everything from start to exit: the interpreter, the imports and the reading too, on both sides.
4. Peak memory is the largest resident set of the process (`ru_maxrss`).
5. Ratios are of medians of wall seconds. Those of CPU seconds stand beside them: other work of the machine disturbs
   them less.
6. docxtpl fills a template that our own Word writer made from the same page (`bench/peers.py`): same styles, widths,
   rules, repeated heads, unsplit rows. Afterwards rows and cells of both documents are counted, and their paragraphs
   compared one by one, by style and by text.
7. docxtpl is spared what a template cannot say simply: links, bookmarks, caption and contents fields, lists that
   begin anew.
8. Bare WeasyPrint gets finished HTML and CSS, the same fonts and fetcher, and writes a plain PDF: no tags, no
   archive standard. Ours has both (PDF/A-2a and PDF/UA-1) within the same call. Every sheet of both files must look
   the same to the pixel.
"""


def report(about: Mapping[str, str], runs: Runs, same: Mapping[int, Mapping[str, Any]]) -> str:
    """The text of `results.md`."""
    word = sorted(size for task, size in runs if task == "word-peer")
    alone = sorted(size for task, size in runs if task == "word")
    pdf = sorted(size for task, size in runs if task == "pdf")
    build = sorted(size for task, size in runs if task == "build")
    return (
        "\n".join(
            [
                "# How fast it is",
                "",
                "Written by `make bench` on the machine named at the end.",
                "",
                *_table(("promise", "measured", ""), _promises(runs, word, alone, pdf)),
                "## Word: ours and docxtpl",
                "",
                *_versus(runs, "word", word, "docxtpl"),
                "The documents compared:",
                "",
                *_table(
                    ("N", "rows", "cells", "paragraphs", "file, ours / docxtpl", "styles and texts"),
                    (_document(size, same[size]) for size in word),
                ),
                "## Word: how the time grows",
                "",
                *_table(("N", "call, s", "ms a chapter", "ms each further chapter", "peak, MB"), _growth(runs, alone)),
                "## PDF: ours and bare WeasyPrint",
                "",
                *_versus(runs, "pdf", pdf, "WeasyPrint"),
                *(
                    f"N = {size}: {same[size]['pages']} pages, to the pixel {_equal(same[size]['same_pdf'])}."
                    for size in pdf
                    if size in same
                ),
                "",
                *(line for size in build for line in _build(runs, size)),
                METHOD,
                "## Machine",
                "",
                *_table(("", ""), about.items()),
            ]
        ).rstrip()
        + "\n"
    )


def _promises(runs: Runs, word: Sequence[int], alone: Sequence[int], pdf: Sequence[int]) -> Iterable[Sequence[str]]:
    for size in WORD_TIMES.keys() & set(word) or {word[-1]}:
        times, wanted = _ratio(runs, "word-peer", "word", size), WORD_TIMES.get(size, 1)
        yield (
            f"Word at least {wanted} times as fast as docxtpl, N = {size}",
            f"{times:.2f} times",
            _met(times >= wanted),
        )
    for size in sorted({size for task, size in runs if task == "word-rows"}):
        times = _ratio(runs, "word-rows", "word", size)
        yield (
            f"Word at least {ROWS_TIMES} times as fast as python-docx with `add_row`, N = {size}",
            f"{times:.1f} times",
            _met(times >= ROWS_TIMES),
        )
    for task, size in sorted(pair for pair in runs if pair[0] in RENEWED):
        for peer, kind in (
            ("pdf-peer", "bare WeasyPrint's time"),
            ("pdf-tagged", "WeasyPrint's time with its own tags"),
        ):
            whole, bare = (median(run.whole.wall for run in runs[name, size]) for name in (task, peer))
            yield (
                f"Whole build, {CHANGES[task]}, in at most {RENEWED[task]:.0%} of {kind}, N = {size}",
                f"{whole / bare:.1%}",
                _met(whole <= RENEWED[task] * bare),
            )
    for size in alone:
        if size * 10 in alone:
            times = median(_calls(runs, "word", size * 10)) / median(_calls(runs, "word", size))
            yield (
                f"Word of {size * 10} municipalities in at most {TENFOLD} times the time of {size}",
                f"{times:.2f} times",
                _met(times <= TENFOLD),
            )
    first, last = _slopes(runs, alone)[-2:]
    yield (
        f"Word linear in N: a further chapter costs at most {LINEAR} times as much in the largest digest",
        f"{last / first:.2f} times",
        _met(last <= LINEAR * first),
    )
    for size in pdf:
        share = _ratio(runs, "pdf", "pdf-peer", size)
        yield (
            f"PDF in at most {PDF_SHARE} of bare WeasyPrint's time, N = {size}",
            f"{share:.3f}",
            _met(share <= PDF_SHARE),
        )
    for size in sorted({size for task, size in runs if task == "check"}):
        seconds = median(run.whole.wall for run in runs["check", size])
        yield (
            f"`theme check default` in at most {CHECK_SECONDS} s",
            f"{seconds:.1f} s",
            _met(seconds <= CHECK_SECONDS),
        )
    for size in sorted({size for task, size in runs if task == "build"} & set(pdf)):
        whole, bare = (median(run.whole.wall for run in runs[task, size]) for task in ("build", "pdf-peer"))
        yield (
            f"Whole build, Word and PDF, verified, in at most {BUILD_TIMES} times bare WeasyPrint's time, N = {size}",
            f"{whole / bare:.2f} times",
            _met(whole <= BUILD_TIMES * bare),
        )


def _versus(runs: Runs, task: str, sizes: Sequence[int], name: str) -> list[str]:
    peer = f"{task}-peer"
    heads = ("N", f"{name} / ours", "by CPU", "call, s: ours", name, "process, s: ours", name, "peak, MB: ours", name)
    rows = [
        (
            str(size),
            f"**{_ratio(runs, peer, task, size):.2f}**",
            f"{_ratio(runs, peer, task, size, lambda seconds: seconds.cpu):.2f}",
            _spread(_calls(runs, task, size)),
            _spread(_calls(runs, peer, size)),
            f"{median(run.whole.wall for run in runs[task, size]):.2f}",
            f"{median(run.whole.wall for run in runs[peer, size]):.2f}",
            f"{median(run.peak for run in runs[task, size]):.0f}",
            f"{median(run.peak for run in runs[peer, size]):.0f}",
        )
        for size in sizes
    ]
    return _table(heads, rows)


def _document(size: int, same: Mapping[str, Any]) -> Sequence[str]:
    ours, theirs = same["ours"], same["theirs"]
    counts = [f"{ours[key]:,}" if ours[key] == theirs[key] else f"{ours[key]:,} / {theirs[key]:,}" for key in ours]
    files = " / ".join(f"{size / 2**10:,.0f} KB" for size in same["bytes"])
    return (str(size), *counts, files, _equal(same["same"]))


def _growth(runs: Runs, sizes: Sequence[int]) -> Iterable[Sequence[str]]:
    slopes = ["", *(f"{slope * 1000:.2f}" for slope in _slopes(runs, sizes))]
    for size, slope in zip(sizes, slopes, strict=True):
        seconds = median(_calls(runs, "word", size))
        peak = median(run.peak for run in runs["word", size])
        yield str(size), _spread(_calls(runs, "word", size)), f"{seconds / size * 1000:.2f}", slope, f"{peak:.0f}"


def _slopes(runs: Runs, sizes: Sequence[int]) -> list[float]:
    """Seconds of a further chapter between each size and the next; a constant start weighs on none."""
    seconds = [median(_calls(runs, "word", size)) for size in sizes]
    return [
        (seconds[index + 1] - seconds[index]) / (sizes[index + 1] - sizes[index]) for index in range(len(sizes) - 1)
    ]


def _build(runs: Runs, size: int) -> list[str]:
    whole = runs["build", size]
    parts = runs["parts", size]
    names = list(parts[0].calls)
    seconds = {name: median(run.calls[name].wall for run in parts) for name in names}
    return [
        f"## Whole `digest build`, N = {size}",
        "",
        f"Word and PDF, from start to exit: {_spread([run.whole.wall for run in whole])} s, "
        f"peak {median(run.peak for run in whole):.0f} MB. Its parts, in one process of their own:",
        "",
        *_table(
            ("part", "s", "of all"), [(n, f"{s:.2f}", f"{s / sum(seconds.values()):.0%}") for n, s in seconds.items()]
        ),
    ]


def _calls(runs: Runs, task: str, size: int) -> list[float]:
    return [run.calls["call"].wall for run in runs[task, size]]


def _ratio(
    runs: Runs, over: str, under: str, size: int, of: Callable[[Seconds], float] = lambda seconds: seconds.wall
) -> float:
    numerator, denominator = (median(of(run.calls["call"]) for run in runs[task, size]) for task in (over, under))
    return numerator / denominator


def _spread(seconds: Sequence[float]) -> str:
    extremes = f" ({min(seconds):.2f}-{max(seconds):.2f})" if len(seconds) > 1 else ""
    return f"{median(seconds):.2f}{extremes}"


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _equal(equal: bool | None) -> str:
    return {True: "equal", False: "**not equal**", None: "not compared"}[equal]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]
