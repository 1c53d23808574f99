"""What a cell of the questionnaire takes, as the spreadsheet enforces it."""

from dataclasses import dataclass, field
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator.intake.form.questions import SIGNED, WHOLE
from generator.model import Measure

_MOST = 10**12  # greater is a slip of the hand


@dataclass
class Rules:
    """What cells take; each rule lists the cells that it holds for."""

    sheet: Worksheet
    year: int  # of the questionnaire
    made: dict[str, DataValidation] = field(default_factory=dict)

    def number(self, cell: str, measure: Measure) -> None:
        """Let a cell take a figure of this kind."""
        low = -_MOST if measure in SIGNED else 0
        whole = measure in WHOLE
        said = "целое число" if whole else "число"
        said += ", у убыли — со знаком минус" if measure in SIGNED else " не меньше нуля"
        self._add(
            cell,
            f"{'whole' if whole else 'decimal'} {low}",
            f"Впишите {said}. Нет сведений — оставьте ячейку пустой.",
            {"type": "whole" if whole else "decimal", "operator": "between", "formula1": low, "formula2": _MOST},
        )

    def choice(self, cell: str, words: tuple[str, ...]) -> None:
        """Let a cell take one of these words."""
        self._add(cell, "|".join(words), "Выберите из списка.", {"type": "list", "formula1": f'"{",".join(words)}"'})

    def listed(self, cell: str, cells: str) -> None:
        """Let a cell take one of the municipalities that other cells name."""
        self._add(cell, cells, "Выберите муниципалитет из списка.", {"type": "list", "formula1": cells})

    def date(self, cell: str) -> None:
        """Let a cell take a day."""
        # Days since 1899-12-30: 1990-01-01 and 2100-12-31 (ECMA-376, 18.17.4.1).
        between = {"type": "date", "operator": "between", "formula1": 32874, "formula2": 73415}
        self._add(cell, "date", f"Впишите дату, например 31.12.{self.year}.", between)

    def _add(self, cell: str, key: str, message: str, rule: dict[str, Any]) -> None:
        if key not in self.made:
            made = DataValidation(allow_blank=True, showErrorMessage=True, errorStyle="stop", **rule)
            made.errorTitle, made.error = "Так записать нельзя", message
            self.sheet.add_data_validation(made)
            self.made[key] = made
        self.made[key].add(cell)
