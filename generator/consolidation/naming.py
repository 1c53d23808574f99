"""How an observation is called in a sentence or a row: «Подписчики администрации, Телеграм»."""

from dataclasses import dataclass, field

from generator import formatting
from generator.indicators import Catalogue
from generator.model import Observation


def title(observation: Observation, catalogue: Catalogue, *, year: int | None = None) -> str:
    """The name of an observation, with its owner, network, topic and, if it is not `year`, its period."""
    indicator = catalogue.indicators[observation.indicator]
    if observation.topic:
        name = catalogue.topics[observation.topic].title
    elif observation.owner and catalogue.tables[indicator.table].kind == "subscribers":
        name = f"{indicator.label} {catalogue.owners[observation.owner].genitive}"
    else:
        name = indicator.label
    if observation.network and observation.network != "all":
        name += f", {catalogue.networks[observation.network].label}"
    if year is not None and str(observation.period) != str(year):
        name += f", {formatting.period_long(observation.period)}"
    return name


@dataclass(slots=True)
class Notices:
    """What the law wants said wherever a network is named, as numbered notes of one table."""

    catalogue: Catalogue
    texts: list[str] = field(default_factory=list)

    def mark(self, observation: Observation) -> int:
        """The number of the note on this observation's network, 0 when there is none."""
        network = self.catalogue.networks.get(observation.network)
        if network is None or not network.note:
            return 0
        if network.note not in self.texts:
            self.texts.append(network.note)
        return self.texts.index(network.note) + 1
