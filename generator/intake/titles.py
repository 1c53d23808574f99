"""What a line of a title says: a municipality and nothing else, a place that nobody knows, or no place at all."""

import re
from collections.abc import Sequence

from generator.intake import words
from generator.intake.toponyms import KINDS, OFFICES, Gazetteer, Mention, Token, listed, tokens

# Words of titles that name no place.
_FURNITURE = (
    KINDS
    | OFFICES
    | listed(
        """отчет доклад справка информация сведение итог результат показатель данный анкета ответ вопрос приложение
        работа деятельность политика область сфера информационный основной год за об в во по на с и к от для из
        связь общественность взаимодействие средство массовый сми наименование название местный самоуправление орган
        ежегодный годовой сводный раздел часть лист таблица главный наш ключевой краткий значимый значительный
        достижение событие новость развитие план задача цель тема обучение центр коммуникация социальный сеть
        население внутренний исполнитель муниципальный отчетный период"""
    )
)
# What a document is called in a line of its own, above the rest of its title.
_DOCUMENTS = listed("отчет доклад справка информация сведение анкета ответ приложение")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEW = 3  # words of a name


def unnamed(text: str, mentions: Sequence[Mention]) -> list[Token]:
    """The words of a title that are neither a municipality's name nor what every title has."""
    return [
        token
        for token in tokens(text)
        if not any(mention.start <= token.start < mention.end for mention in mentions)
        and not token.text.isdigit()
        and not token.means(_FURNITURE)
    ]


def says_place(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a title names a place that the directory does not have.

    It has a capitalised word that is a place's name or that the dictionary does not know; or it is a few
    words in capitals, none of them a word of titles: «СОСНОВЫЙ ЯР».
    """
    said, rest = tokens(text), unnamed(text, mentions)
    if rest and text.isupper() and len(rest) <= _FEW and all(t in rest or t.means(KINDS) for t in said):
        return True
    return any(
        len(token.text) > 3
        and token.text[0].isupper()
        and ("Geox" in words.grammemes(token.text) or not words.known(token.text))
        and not re.search("[A-Za-z]", token.text)
        for token in rest
    )


def is_sentence(line: str) -> bool:
    """Whether a line is a sentence and no title: it has a finite verb; of words in capitals that is not asked."""
    return any(words.sense(t.text).pos in ("VERB", "PRTS") for t in tokens(line) if not t.text.isupper())


def is_title(line: str) -> bool:
    """Whether a line may be a title: no sentence, and no number but years."""
    return all(_YEAR.fullmatch(number) for number in _NUMBER.findall(line)) and not is_sentence(line)


def says_what_it_is(line: str) -> bool:
    """Whether a line says what a document is and nothing else: «ИНФОРМАЦИЯ», «Приложение 2»."""
    said = [token for token in tokens(line) if not token.text.isdigit()]
    return bool(said) and all(token.means(_DOCUMENTS) for token in said)


def alone(line: str, gazetteer: Gazetteer) -> frozenset[str]:
    """The municipality that a line names, saying nothing else: «АРТЕМ», «Отчёт администрации Артёма за 2020 год».

    Empty when it says more, or names several.
    """
    if len(line) > 150 or not is_title(line):
        return frozenset()
    mentions = gazetteer.mentions(line)
    named = {mention.ids for mention in mentions}
    if len(named) != 1 or unnamed(line, mentions):
        return frozenset()
    return named.pop()
