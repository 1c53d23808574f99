"""To whom the digest goes: `input/recipients.csv`, `.xlsx` or `.yaml`, checked whole before anything is made of it.

    имя;должность;обращение;пол;почта;муниципальное образование;регион;виды файлов;способ;группы

A salutation is never guessed from a name: it stands in the list whole («Уважаемая Имя Отчество!»), or as the
form of address with the gender, м or ж. All problems of the list are told together, each with its line.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from generator import files, municipalities, text_file
from generator.distribution import lists
from generator.distribution.addresses import address, shown, words
from generator.distribution.lists import Columns, Row
from generator.distribution.parcels import Recipient
from generator.errors import GeneratorError
from generator.formatting import folded
from generator.model import Municipality
from generator.problems import Problems, Wrong, listed, nearest

STEM = "recipients"
COLUMNS = Columns(
    titles={
        "name": "имя",
        "post": "должность",
        "salutation": "обращение",
        "gender": "пол",
        "email": "почта",
        "municipality": "муниципальное образование",
        "region": "регион",
        "formats": "виды файлов",
        "channel": "способ",
        "groups": "группы",
    },
    aliases={
        **dict.fromkeys(("фио", "ф. и. о.", "ф.и.о.", "адресат", "получатель", "фамилия имя отчество"), "name"),
        "position": "post",
        **dict.fromkeys(("эл. почта", "электронная почта", "адрес", "e-mail", "адрес электронной почты"), "email"),
        **dict.fromkeys(("муниципалитет", "мо"), "municipality"),
        **dict.fromkeys(("субъект рф", "субъект"), "region"),
        **dict.fromkeys(("файлы", "форматы", "вид файлов", "формат", "format"), "formats"),
        **dict.fromkeys(("канал", "способ доставки"), "channel"),
        **dict.fromkeys(("группа", "group"), "groups"),
    },
    required=("salutation", "email"),
)
_GENDERS = {"м": "м", "муж": "м", "мужской": "м", "m": "м", "ж": "ж", "жен": "ж", "женский": "ж", "f": "ж"}
_DEAR = {"м": "Уважаемый", "ж": "Уважаемая"}
_WHOLE = re.compile(r"(?:\w*уважаем|дорог)(ый|ой|ая|ые|ие) \S.*", re.IGNORECASE)
_OF_ENDING = {"ый": "м", "ой": "м", "ая": "ж"}
# «Добрый день, …» is a greeting: with a gender it would become «Уважаемая Добрый день, …».
_NO_NAME = re.compile(r"[,;:!?()/]")
# A surname may end as a man's patronymic does, «госпожа Мицкевич».
_PATRONYMICS = {
    "м": re.compile(r"(?<!госпожа )(?<!г-жа )\b[А-ЯЁ]\w*(?:ович|евич|ьич)\b"),
    "ж": re.compile(r"\b[А-ЯЁ]\w*(?:овна|евна|ична)\b"),
}
_CHANNELS = {
    "почта": "smtp",
    "письмо": "smtp",
    "черновик": "eml",
    "черновики": "eml",
    "папка": "folder",
    "архив": "zip",
}
_FORMATS = {"word": "docx", "ворд": "docx", "пдф": "pdf", "excel": "xlsx", "эксель": "xlsx"}
MAILED = ("smtp", "eml")  # channels whose parcels are messages
_GROUP = re.compile(r"\w[\w -]{0,49}")
_SAMPLE = {
    "name": "Фамилия Имя Отчество",
    "post": "глава городского округа",
    "salutation": "Имя Отчество",
    "gender": "м",
    "email": "glava@gorod.example",  # RFC 2606, 2: nobody's
    "formats": "docx, pdf",
    "channel": "почта",
    "groups": "главы",
}


def read(
    folder: Path,
    directory: Mapping[str, Municipality],
    included: Collection[str],
    *,
    formats: Sequence[str],
    usual: Sequence[str],
    channels: Collection[str],
) -> tuple[Recipient, ...]:
    """The list of an input folder, in its order.

    `directory` has the municipalities by id, `included` the ids of those in the digest, `formats` the kinds of its
    files and `channels` the known ways; a recipient without kinds gets the `usual` ones, one without a way a letter.
    Raises `GeneratorError` with every problem of the list, one a line, or when there is not exactly one list.
    """
    path = path_of(folder)
    problems = Problems(path.name)
    rows = lists.read(path, COLUMNS, problems)
    reading = _Reading(path.name, directory, included, formats, usual, channels, problems)
    found = [reading.recipient(row) for row in rows]
    if not rows and not problems.texts:
        problems.add(1, "", "в списке нет ни одного получателя. Впишите их")
    problems.stop()
    return tuple(recipient for recipient in found if recipient)


def template(path: Path) -> None:
    """Write an empty list: the headings and one row that shows how to fill it in, as Russian Excel opens it.

    Raises `GeneratorError` where a file of this name is, or cannot be, and for another ending.
    """
    if path.suffix.casefold() != ".csv":
        raise GeneratorError(f"{path}: пустой список — это таблица CSV. Назовите файл с расширением .csv.")
    if text_file.present(path):
        raise GeneratorError(f"{path}: такой файл уже есть. Впишите получателей в него или укажите другое имя.")
    rows = (COLUMNS.titles.values(), (_SAMPLE.get(key, "") for key in COLUMNS.titles))
    try:
        files.replace(path, "".join(";".join(row) + "\r\n" for row in rows).encode("utf-8-sig"))
    except OSError as error:
        raise GeneratorError(f"{path}: {files.remedy(error)}.") from error


def path_of(folder: Path) -> Path:
    """The one list of an input folder; raises `GeneratorError` when there is none, or more than one."""
    found = [folder / f"{STEM}{suffix}" for suffix in lists.SUFFIXES]
    found = [path for path in found if text_file.present(path)]
    if not found:
        raise GeneratorError(
            f"{folder / STEM}.csv: списка получателей нет. Создайте пустой командой digest recipients --form "
            f"{folder / STEM}.csv и заполните его; годится и {STEM}.xlsx или {STEM}.yaml."
        )
    if len(found) > 1:
        raise GeneratorError(
            f"{folder}: несколько списков получателей: {listed(p.name for p in found)}. Оставьте один."
        )
    return found[0]


class _Reading:
    """One list being read; problems are collected."""

    def __init__(
        self,
        file: str,
        directory: Mapping[str, Municipality],
        included: Collection[str],
        formats: Sequence[str],
        usual: Sequence[str],
        channels: Collection[str],
        problems: Problems,
    ) -> None:
        self._file, self._directory, self._included = file, directory, included
        self._formats, self._usual, self._channels = formats, usual, channels
        self._problems = problems
        self._lines: dict[str, int] = {}  # of each key that was read

    def recipient(self, row: Row) -> Recipient | None:
        """One recipient; nothing, and problems, for a row that is none."""
        before = len(self._problems.texts)

        def value(key: str, reader: Callable[[str], str]) -> str:
            return self._value(row, key, row.values.get(key, ""), reader) or ""

        name, post = value("name", _words), value("post", _words)
        if not name and not post and not row.values.keys() & {"name", "post"}:
            self._problems.add(row.line, COLUMNS.titles["name"], "нет ни имени, ни должности. Впишите хотя бы одно")
        channel = value("channel", self._read_channel)
        gender = value("gender", _gender)
        region = value("region", self._region)
        municipality = value("municipality", lambda text: self._municipality(text, region))
        read = Recipient(
            name=name,
            post=post,
            salutation=value("salutation", lambda text: _salutation(text, gender)),
            email=value("email", lambda text: address(text) if text or channel in MAILED else ""),
            channel=channel,
            municipality=municipality,
            region=self._directory[municipality].region.name if municipality else region,
            formats=self._list(row, "formats", self._format) or tuple(self._usual),
            groups=self._list(row, "groups", _group),
            place=f"{self._file}, строка {row.line}",
        )
        self._check_sample(row, read)
        self._check_repeated(row, read)
        return read if len(self._problems.texts) == before else None

    def _check_sample(self, row: Row, read: Recipient) -> None:
        if read.email == _SAMPLE["email"]:
            self._problems.add(row.line, "", "это строка-образец. Замените её настоящим получателем или удалите")

    def _check_repeated(self, row: Row, read: Recipient) -> None:
        if not read.email and (row.values.get("email") or read.channel in MAILED):
            return  # told already: there is nothing to know them by
        first = self._lines.setdefault(read.key, row.line)
        if first != row.line:
            what = f"адрес {shown(read.email)}" if read.email else "этот получатель"
            key = "email" if read.email else "name"
            self._problems.add(
                row.line, COLUMNS.titles[key], f"{what} уже есть в строке {first}. Оставьте одну строку из двух"
            )

    def _read_channel(self, text: str) -> str:
        name = _CHANNELS.get(text.strip().casefold(), text.strip().casefold()) or "smtp"
        if name not in self._channels:
            known = [word for word, key in _CHANNELS.items() if key in self._channels]
            raise Wrong(f"способа «{text_file.shortened(text)}» нет. Можно: {listed(known)}")
        return name

    def _format(self, text: str) -> str:
        name = _FORMATS.get(text.casefold(), text.casefold().lstrip("."))
        if name not in self._formats:
            raise Wrong(f"файла «{text_file.shortened(text)}» в выпуске нет. Есть: {listed(self._formats)}")
        return name

    def _region(self, text: str) -> str:
        if not text:
            return ""
        known = {folded(each.region.name): each.region.name for each in self._directory.values()}
        if folded(text) not in known:
            raise Wrong(f"региона «{text_file.shortened(text)}» нет в справочнике{_perhaps(text, known.values())}")
        return known[folded(text)]

    def _municipality(self, text: str, region: str) -> str:
        """The id of the municipality of this id or name; `region` tells two of one name apart."""
        if not text:
            return ""
        found = municipalities.called(text, self._directory)
        within = [each for each in found if each.region.name == region] if region else found
        if not found:
            known = [each.name for each in self._directory.values()]
            raise Wrong(f"«{text_file.shortened(text)}» нет в справочнике{_perhaps(text, known)}")
        if not within:
            raise Wrong(f"{found[0].name} — {found[0].region.name}, а в списке {region}. Исправьте одно из двух")
        if len(within) > 1:
            told = listed(f"{each.id} ({each.region.name})" for each in within)
            raise Wrong(f"так называются несколько: {told}. Впишите имя латиницей или регион")
        if within[0].id not in self._included:
            raise Wrong(f"{within[0].name}: в этом выпуске нет. Уберите или добавьте отчёт в выпуск")
        return within[0].id

    def _list(self, row: Row, key: str, reader: Callable[[str], str]) -> tuple[str, ...]:
        """Several values in one cell, each once."""
        texts = filter(None, map(str.strip, re.split("[,;/]", row.values.get(key, ""))))
        found = [self._value(row, key, text, reader) for text in texts]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _value(self, row: Row, key: str, text: str, reader: Callable[[str], str]) -> str | None:
        """What a text means; nothing, and a problem, when it means nothing."""
        try:
            return reader(text)
        except Wrong as wrong:
            self._problems.add(row.line, COLUMNS.titles[key], str(wrong))
            return None


def _words(text: str) -> str:
    return words(text) if text else ""


def _gender(text: str) -> str:
    if not text:
        return ""
    gender = _GENDERS.get(text.strip().casefold().rstrip("."), "")
    if not gender:
        raise Wrong(f"«{text_file.shortened(text)}» не пол. Впишите м или ж")
    return gender


def _salutation(text: str, gender: str) -> str:
    if not text:
        raise Wrong("обращения нет. Впишите его целиком («Уважаемая Имя Отчество!») или «Имя Отчество» и пол")
    line = words(text).rstrip(" !,.")
    whole = _WHOLE.fullmatch(line)
    if whole:
        said = _OF_ENDING.get(whole[1].lower(), "")
    elif _NO_NAME.search(line):
        raise Wrong(
            f"«{text_file.shortened(text)}» не «Имя Отчество» и не обращение целиком («Уважаемая Имя Отчество!»). "
            "Впишите одно из них"
        )
    elif gender:
        said, line = gender, f"{_DEAR[gender]} {line}"
    else:
        raise Wrong(f"«{text_file.shortened(text)}»: пол не указан. Впишите м или ж или обращение целиком")
    if said and gender and said != gender:
        raise Wrong(f"«{text_file.shortened(line)}» не согласуется с полом «{gender}». Исправьте одно из двух")
    contrary = _PATRONYMICS["ж" if said == "м" else "м"].search(line) if said else None
    if contrary:
        raise Wrong(
            f"«{text_file.shortened(line)}»: обращение не согласуется с отчеством «{contrary[0]}». Исправьте его"
        )
    return line[:1].upper() + line[1:] + "!"


def _group(text: str) -> str:
    if not _GROUP.fullmatch(text):
        raise Wrong(
            f"«{text_file.shortened(text)}» не годится для имени группы. Оставьте буквы, цифры, пробелы и дефисы"
        )
    return text.casefold()


def _perhaps(text: str, known: Collection[str]) -> str:
    guess = nearest(text, known)
    return f". Есть похожее имя: «{guess}»" if guess else ". Проверьте написание"
