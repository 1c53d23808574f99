"""What the law wants forgotten when a mailing is over (152-ФЗ, article 5, part 7): addresses, names and letters."""

import shutil
from datetime import timedelta
from pathlib import Path

from generator import files
from generator.distribution.ledger import Ledger
from generator.distribution.outbox import Outbox
from generator.errors import GeneratorError


def purge(ledger: Ledger, output: Path, age: timedelta) -> int:
    """Forget the recipients of editions that nothing has happened to for so long; how many editions.

    Letters go first: what is interrupted is done again the next time. Counts, states and times stay in the ledger.
    """
    with ledger.sending():
        editions = ledger.idle_since(ledger.now() - age)
        for edition in editions:
            folder = Outbox(output, edition).folder
            try:
                shutil.rmtree(folder)
            except FileNotFoundError:
                pass
            except OSError as error:
                raise GeneratorError(f"«{folder}»: {files.remedy(error)}. Письма этого выпуска не стёрты.") from error
            ledger.purge(edition)
    return len(editions)
