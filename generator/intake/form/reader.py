"""Reading a filled questionnaire: every answer by the name of its cell, every label checked.

What the form does not ask for, a comment or a line beside it, is not lost either: with a digit in it
it waits for a person, without one it becomes a note.
"""

import hashlib
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from openpyxl.cell.cell import Cell

from generator import documents, files
from generator.documents import guard
from generator.documents.document import Document, Kind, Line
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.intake import goals, layout, passages, proposals, vocabulary
from generator.intake.block import Block, Role
from generator.intake.doubts import NEW
from generator.intake.draft import Draft, Figure, Question
from generator.intake.extraction import extract
from generator.intake.form import cells
from generator.intake.form.cells import Answer, Unreadable, shown
from generator.intake.form.questions import EXACTNESS, TEXT_SHEETS, UNITS, Ask, places
from generator.intake.form.workbook import MOVED, Bound, Filled, is_form, opened
from generator.intake.merging import merge
from generator.intake.questionnaire import DONE, Answers
from generator.intake.words import plain
from generator.model import Measure, Municipality, Pending, Period, Qualifier
from generator.problems import MOST_PROBLEMS, nearest


def read(path: Path, name: str, catalogue: Catalogue, directory: Mapping[str, Municipality]) -> Draft | None:
    """Read a filled questionnaire; `None` when the file is anything else.

    `name` is how messages and sources call the file. The lines of a source are those of `documents.read`:
    on the first sheet, the questionnaire itself, the numbers of its rows.
    A figure of a cell has no doubt: a clerk wrote it beside its label. The texts are read as those of
    any report: their numbers become figures, targets of plans or wait for a person.

    Raises `GeneratorError` for a file that cannot be opened, and with every cell that cannot be read, one
    a line: sheet, cell, what to do.
    """
    data = files.read(path, name, guard.limit(path.suffix.lower()))
    if not is_form(data, name):
        return None
    filled = Filled(opened(data, name), data, documents.read(path, name))
    return _Reader(filled, catalogue, directory).draft(hashlib.sha256(data).hexdigest())


@dataclass
class _Reader:
    """One questionnaire being read."""

    filled: Filled
    catalogue: Catalogue
    directory: Mapping[str, Municipality]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    review: list[Pending] = field(default_factory=list)
    as_of: str = ""

    def draft(self, sha256: str) -> Draft:
        """Everything that the form says. Raises `GeneratorError` with all problems."""
        year = self.filled.year
        self._check_year()
        municipality, question = self._municipality()
        if (cell := self.filled.cell("as_of")) is not None:
            try:
                self.as_of = cells.day(self.filled.content(cell), year)
            except Unreadable as error:
                self._wrong(cell, str(error))
        figures = [figure for bound in self.filled.asked if (figure := self._figure(bound, year))]
        texts = [block for said in TEXT_SHEETS for block in self._texts(said.section)]
        self._rest()
        if self.problems:
            raise GeneratorError("\n".join(self.problems[:MOST_PROBLEMS]))
        known = vocabulary.of(self.catalogue)
        found = extract(texts, self.filled.name, year, known)
        figures = proposals.adopted([*figures, *found.figures], self.catalogue)
        contradictions: list[Pending] = []
        if found.figures:
            figures, contradictions = merge(figures)
        answers = Answers(texts)
        planned, taught = goals.read(answers, self.filled.name, year, known)
        return Draft(
            file=self.filled.name,
            sha256=sha256,
            municipality=municipality,
            year=year,
            plan_year=year + 1,
            figures=tuple(figures),
            passages=passages.read(answers, self.filled.name),
            goals=tuple(planned),
            needs=tuple(taught),
            review=(*self.review, *found.review, *contradictions),
            targets=tuple(found.targets),
            ignored=tuple(found.ignored),
            questions=(question,) if question else (),
            notes=tuple(self.notes),
        )

    def _check_year(self) -> None:
        """The year is the form's own: its questions name years."""
        cell, year = self.filled.cell("year"), self.filled.year
        if cell is not None and shown(cell.value) != str(year):
            said = shown(cell.value)[:60]
            self._wrong(
                cell, f"год исправлен на «{said}», а анкета составлена за {year} год. Возьмите анкету за нужный год"
            )

    def _municipality(self) -> tuple[Municipality | None, Question | None]:
        """The municipality that the drop-down list names; its words are compared, not interpreted."""
        cell = self.filled.cell("municipality")
        said = shown(cell.value) if cell is not None else ""
        ids = {plain(title): key for title, key in (places(self.directory) | self.filled.places).items()}
        found = self.directory.get(ids.get(plain(said), ""))
        if found is not None:
            return found, None
        if not said:
            message = "В анкете не выбран муниципалитет. Назовите его: --municipality ИМЯ (имя из municipalities.yaml)."
            return None, Question("municipality", message)
        like = ids.get(plain(nearest(plain(said), ids)), "")
        message = (
            f"В анкете указан муниципалитет «{said[:80]}», в справочнике его нет. Назовите его: "
            f"--municipality {like or 'ИМЯ'} — или добавьте его в municipalities.yaml."
        )
        return None, Question("municipality", message, (like,) if like else ())

    def _figure(self, bound: Bound, year: int) -> Figure | None:
        """The figure of a question, if the form gives one."""
        cell, number, ask = self.filled.cell(f"{bound.number}_value"), bound.number, bound.ask
        label = self.filled.cell(f"{number}_label")
        if cell is None or label is None:
            self.notes.append(f"Из анкеты удалена строка «{ask.title}».")
            return None
        title = ask.title if ask.key else shown(label.value)
        answer = self._answer(cell, ask.measure)
        hedge, note = self._beside(number, "exact", cell), self._beside(number, "note", cell)
        if note:
            self._keep(note, shown(note.value), f"примечание к показателю «{title}»")
        if answer is None:
            if not ask.key and title:
                self._keep(label, title, "показатель назван, а числа нет")
            return None
        if not self._in_place(bound, cell, label):
            return None
        if not title:
            self._wrong(label, "число есть, а показатель не назван. Впишите его название")
            return None
        if answer.value is None:
            self._words(cell, title, answer)
            return None
        return self._described(ask, title, year, cell, answer, self._qualifier(answer, hedge), number)

    def _described(
        self, ask: Ask, title: str, year: int, cell: Cell, answer: Answer, qualifier: Qualifier, number: str
    ) -> Figure:
        known = (
            ask.key in self.catalogue.indicators
            and ask.owner in ("", *self.catalogue.owners)
            and ask.network in ("", *self.catalogue.networks)
            and ask.topic in ("", *self.catalogue.topics)
        )
        doubt = "" if known else NEW
        words = {kind: word for word, kind in reversed(EXACTNESS.items())}
        hedge = "" if qualifier is Qualifier.EXACT or answer.qualifier else f"{words[qualifier]} "
        unit, unit_words = self._unit(ask, number, cell)
        quote = f"{title}{unit_words}: {hedge}{answer.shown}"
        return Figure(
            key=ask.key if known else "",
            label=self.catalogue.indicators[ask.key].label if known else title,
            value=answer.value,
            measure=ask.measure,
            period=ask.period or Period(year),
            sources=(self.filled.source(cell, quote),),
            qualifier=qualifier,
            as_of=self.as_of if ask.network and ask.measure is Measure.STOCK else "",
            owner=ask.owner if known else "",
            network=ask.network if known else "",
            topic=ask.topic if known else "",
            unit=unit,
            doubt=doubt,
        )

    def _answer(self, cell: Cell, measure: Measure) -> Answer | None:
        try:
            return cells.figure(cell, self.filled.content(cell), measure)
        except Unreadable as error:
            self._wrong(cell, str(error))
            return None

    def _in_place(self, bound: Bound, cell: Cell, label: Cell) -> bool:
        """Whether the label in the answer's row, and the header over it, still are those of its question."""
        row = cell.row
        head = self.filled.cell(f"{bound.number}_head")
        wrong = ""
        if label.parent is not cell.parent or label.row != row:
            wrong = f"число сместилось: его подпись «{bound.ask.title}» в ячейке {label.coordinate}"
        elif bound.ask.key and shown(label.value) != bound.ask.label:
            found, right = (words[:60].strip("«»") for words in (shown(label.value), bound.ask.label))
            wrong = f"подпись слева — «{found}», а в форме было «{right}»"
        elif bound.head and (head is None or head.column != cell.column or shown(head.value) != bound.head):
            wrong = f"заголовок столбца — не «{bound.head}», как было в форме"
        if wrong:
            self._wrong(cell, f"{wrong}. {MOVED}")
        return not wrong

    def _beside(self, number: str, part: Literal["exact", "note", "unit"], cell: Cell) -> Cell | None:
        """A filled cell that goes with an answer; one that has left its row is a problem."""
        beside = self.filled.cell(f"{number}_{part}")
        if beside is None or not shown(beside.value):
            return None
        if beside.row != cell.row or beside.parent is not cell.parent:
            self._wrong(beside, f"ячейка сместилась: она относится к числу в {cell.coordinate}. {MOVED}")
            return None
        return beside

    def _qualifier(self, answer: Answer, hedge: Cell | None) -> Qualifier:
        """How exact a figure is, by the drop-down list or by a word in the figure's own cell."""
        said = shown(hedge.value).lower() if hedge is not None else ""
        chosen = EXACTNESS.get(said)
        if hedge is not None and chosen is None:
            self._wrong(hedge, f"«{said[:60]}» нет в списке. Выберите: {', '.join(EXACTNESS)}")
        elif hedge is not None and answer.qualifier not in (None, chosen):
            self._wrong(hedge, f"точность «{said}» спорит с числом «{answer.shown}». Исправьте одно из них")
        return chosen or answer.qualifier or Qualifier.EXACT

    def _unit(self, ask: Ask, number: str, cell: Cell) -> tuple[str, str]:
        """The unit of a duration, and its words for the quote."""
        if ask.measure is not Measure.DURATION:
            return "", ""
        beside = self._beside(number, "unit", cell)
        said = shown(beside.value).lower() if beside is not None else ""
        if said not in UNITS:
            self._wrong(beside or cell, f"у срока нет единицы. Выберите в столбце «Единица»: {', '.join(UNITS)}")
            return "", ""
        return UNITS[said], f", {said}"

    def _words(self, cell: Cell, title: str, answer: Answer) -> None:
        """Words where a figure was asked: that there is none is a note, anything else is for a person."""
        if answer.nothing:
            self.notes.append(f"{_place(cell)}: «{title}» — «{answer.shown}».")
        else:
            source = self.filled.source(cell, f"{title}: {answer.shown}")
            self.review.append(Pending(answer.shown, None, "вместо числа в анкете слова", source))

    def _texts(self, section: str) -> Iterator[Block]:
        """The texts under the header of a sheet of lines: after a question, each line of a cell is a block."""
        header, sheet = self.filled.cell(section), self.filled.sheet(section)
        if header is None or sheet is None:
            name = next(said.name for said in TEXT_SHEETS if said.section == section)
            self.notes.append(f"Из анкеты удалён лист «{name}».")
            return
        yield from _blocks(shown(header.value), self.filled.line(sheet.title, header.row), section, question=True)
        for row in range(header.row + 1, sheet.max_row + 1):
            cell = sheet.cell(row, header.column)
            if cell.value is None:
                continue
            self.filled.take(cell)
            try:
                content = self.filled.content(cell)
            except Unreadable as error:
                self._wrong(cell, str(error))
                continue
            text = content if isinstance(content, str) else shown(content)
            yield from _blocks(text, self.filled.line(sheet.title, row), section)

    def _rest(self) -> None:
        """Keep what stands beside the form's fields."""
        for cell, words in self.filled.rest():
            self._keep(cell, words, "написано вне полей анкеты")

    def _keep(self, cell: Cell, words: str, reason: str) -> None:
        """Words that are no answer: with a digit they wait for a person, without one they are a note."""
        if re.search(r"\d", words):
            self.review.append(Pending(words, None, reason, self.filled.source(cell, words)))
        else:
            self.notes.append(f"{_place(cell)}, {reason}: {words}")

    def _wrong(self, cell: Cell, text: str) -> None:
        self.problems.append(f"{self.filled.name}, {_place(cell)}: {text}.")


def _place(cell: Cell) -> str:
    return f"лист «{cell.parent.title}», ячейка {cell.coordinate}"


def _blocks(text: str, number: int, section: str, question: bool = False) -> Iterator[Block]:
    """The text of a cell as blocks that stand on its line; a goal or a need is an item, however it is written."""
    lines = tuple(Line(line, Kind.PARAGRAPH) for line in text.splitlines())
    for block in layout.blocks(Document("", lines)):
        if question:
            block.role = Role.HEADING
        elif section != DONE:
            block.role = Role.ITEM
        elif block.role is not Role.ITEM:
            block.role = Role.PARAGRAPH
        block.section, block.question = section, question
        block.lines = array("I", [number]) * len(block.text)
        yield block
