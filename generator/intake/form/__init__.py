"""The questionnaire: a workbook that a clerk fills in, and that reads back without any guess.

`questions` says what is asked, `writer` makes the empty workbook, `reader` reads a filled one and
`cells` what people type into a cell. Every cell that takes an answer has a defined name, which Excel
and LibreOffice move together with the cell, and a hidden sheet says what each name asks. The label
beside an answer is bound in the same way: an answer whose label has gone elsewhere is refused.
"""

from generator.intake.form.reader import read
from generator.intake.form.writer import write

__all__ = ["read", "write"]
