"""How an observation is called in a sentence or a row: «Подписчики администрации, Телеграм»."""

from dataclasses import dataclass, field

from generator import formatting
from generator.indicators import Catalogue
from generator.model import Observation


def title(observation: Observation, catalogue: Catalogue, *, year: int) -> str:
    """The name of an observation, with its owner, topic, network, and its period where it is not just `year`."""
    indicator = catalogue.indicators[observation.indicator]
    if observation.topic:
        name = catalogue.topics[observation.topic].title
    else:
        owner = catalogue.owners[observation.owner].genitive if observation.owner else ""
        name = indicator.title.replace("{owner}", owner).replace("  ", " ").strip()
    if observation.network and observation.network != "all":
        name += f", {catalogue.networks[observation.network].label}"
    of_series = catalogue.tables[indicator.table].kind == "series"
    if of_series or str(observation.period) != str(year):
        name += f", {formatting.period_long(observation.period)}"
    if observation.as_of:
        name += f", {formatting.as_of(observation.as_of)}"
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
