"""How an observation is called in a sentence or a row: «Подписчики администрации, Телеграм»."""

from collections.abc import Iterable

from generator import formatting
from generator.indicators import Catalogue
from generator.model import ALL, Measure, Observation

# What a figure of another measure than its indicator is of: «более 300» may be releases, or by how many there are more.
_MEASURES = {
    Measure.GROWTH_ABS: "прирост",
    Measure.GROWTH_PCT: "прирост",
    Measure.RATIO: "изменение",
    Measure.SHARE: "доля",
    Measure.AVERAGE: "в среднем",
}
_PER = {"day": " за день", "week": " за неделю", "month": " за месяц"}  # an average
NO_INDICATOR = "такого показателя нет в каталоге"  # why a figure of a proposed kind waits
SILENT = ("", ALL, "topical")  # owners that a name does without: a topical page is known by its topic


def title(observation: Observation, catalogue: Catalogue, *, year: int) -> str:
    """The name of an observation, with its owner, topic, network, and its period where it is not just `year`."""
    indicator = catalogue.indicators[observation.indicator]
    owner = catalogue.owners[observation.owner].genitive if observation.owner else ""
    if observation.topic and indicator.breakdown:
        name = catalogue.topics[observation.topic].title
    else:
        name = indicator.title.replace("{owner}", owner).replace("  ", " ").replace(" ,", ",").strip()
        if indicator.breakdown:
            name += ", без темы"
    # In brackets: «Просмотры главы» would be what the head has seen.
    about = []
    if observation.owner not in SILENT and "{owner}" not in indicator.title:
        about.append(catalogue.owners[observation.owner].label)
    if observation.topic and not indicator.breakdown:
        about.append(catalogue.topics[observation.topic].label)
    if about:
        name += f" ({', '.join(about)})"
    if observation.network not in ("", ALL):
        name += f", {catalogue.networks[observation.network].label}"
    measured = _MEASURES.get(observation.measure)
    if measured and measured != _MEASURES.get(indicator.measure):
        name += f", {measured}{_PER.get(observation.unit, '')}"
    of_series = catalogue.tables[indicator.table].kind == "series"
    if of_series or str(observation.period) != str(year):
        name += f", {formatting.period_long(observation.period)}"
    if observation.as_of:
        name += f", {formatting.as_of(observation.as_of)}"
    return name


def notices(observations: Iterable[Observation], catalogue: Catalogue) -> tuple[str, ...]:
    """What the law wants said wherever a network is named, each sentence once."""
    named = {observation.network for observation in observations}
    return tuple(network.note for key, network in catalogue.networks.items() if key in named and network.note)


def inside(name: str) -> str:
    """A name inside a sentence: «Пресс-релизы» becomes «пресс-релизы», «СМИ» and «MAX» stay."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
