"""The list of recipients: what is read of it, and every mistake told with its place before anything is sent."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from generator.distribution import recipients
from generator.distribution.parcels import Recipient
from generator.errors import GeneratorError
from generator.model import Municipality, Region

AMUR = Region("Амурская область", "Амурской области", "Дальневосточный федеральный округ")
URAL = Region("Республика Башкортостан", "Республике Башкортостан", "Приволжский федеральный округ")
COAST = Region("Приморский край", "Приморскому краю", "Дальневосточный федеральный округ")


def municipality(id_: str, name: str, region: Region) -> Municipality:
    return Municipality(id_, name, name, name, "город", f"городской округ {name}", region, "10701000")


DIRECTORY = {
    each.id: each
    for each in (
        municipality("artem", "Артём", COAST),
        municipality("blagoveshchensk", "Благовещенск", AMUR),
        municipality("blagoveshchensk-ufa", "Благовещенск", URAL),
        municipality("silent", "Молчаново", AMUR),
    )
}
INCLUDED = ("artem", "blagoveshchensk", "blagoveshchensk-ufa")
HEAD = "имя;должность;обращение;пол;почта;муниципальное образование;регион;виды файлов;способ;группы"


def read(folder: Path, formats: tuple[str, ...] = ("docx", "pdf")) -> tuple[Recipient, ...]:
    return recipients.read(
        folder, DIRECTORY, INCLUDED, formats=formats, usual=("docx", "pdf"), channels=("smtp", "eml", "folder")
    )


def listed(folder: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8-sig") -> Path:
    (folder / "recipients.csv").write_bytes("\r\n".join((head, *rows, "")).encode(encoding))
    return folder


def told(folder: Path) -> list[str]:
    with pytest.raises(GeneratorError) as caught:
        read(folder)
    return str(caught.value).split("\n")


ROW = ";глава;Уважаемый глава!;;head@artem.example.ru;Артем;;pdf;почта;главы, Приморье"
MEANT = Recipient(
    name="",
    post="глава",
    salutation="Уважаемый глава!",
    email="head@artem.example.ru",
    channel="smtp",
    municipality="artem",
    region="Приморский край",
    formats=("pdf",),
    groups=("главы", "приморье"),
    place="recipients.csv, строка 2",
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1251", "utf-16"])
def test_a_list_is_read_as_russian_excel_saves_it(encoding: str, tmp_path: Path) -> None:
    assert read(listed(tmp_path, ROW, encoding=encoding)) == (MEANT,)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_told_by_the_head(delimiter: str, tmp_path: Path) -> None:
    row = delimiter.join(f'"{cell}"' for cell in ROW.split(";"))

    assert read(listed(tmp_path, row, head=HEAD.replace(";", delimiter))) == (MEANT,)


def test_latin_names_of_columns_mean_the_same_in_any_order(tmp_path: Path) -> None:
    head = "Groups;E-mail;salutation;POST;municipality;format;name"
    [read_] = read(listed(tmp_path, "а;head@artem.example.ru;Уважаемая Имя Отчество;глава;artem;Word;Имя", head=head))

    assert (read_.email, read_.salutation, read_.formats) == (
        "head@artem.example.ru",
        "Уважаемая Имя Отчество!",
        ("docx",),
    )
    assert (read_.channel, read_.groups, read_.region) == ("smtp", ("а",), "Приморский край")


def test_a_workbook_is_read_by_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append([])
    sheet.append(ROW.split(";"))
    book.save(tmp_path / "recipients.xlsx")

    [found] = read(tmp_path)

    assert found.place == "recipients.xlsx, строка 3"
    assert (found.email, found.groups) == (MEANT.email, MEANT.groups)


def test_a_list_in_yaml_is_read_by_its_items(tmp_path: Path) -> None:
    (tmp_path / "recipients.yaml").write_text(
        "- должность: глава\n  обращение: Имя Отчество\n  пол: ж\n  почта: head@artem.example.ru\n"
        "  муниципальное образование: artem\n  группы: [главы, Приморье]\n"
        "- {post: министр, salutation: Уважаемый министр!, способ: папка}\n",
        encoding="utf-8",
    )

    head, minister = read(tmp_path)

    assert (head.salutation, head.groups, head.place) == (
        "Уважаемая Имя Отчество!",
        ("главы", "приморье"),
        "recipients.yaml, строка 1",
    )
    assert (minister.email, minister.channel, minister.key) == ("", "folder", "министр")
    assert minister.formats == ("docx", "pdf")


def test_a_kind_of_the_edition_may_be_asked_for_though_nobody_gets_it_unasked(tmp_path):
    rows = HEAD + "\n;глава;Уважаемый глава!;;head@artem.example.ru;;;%s;;"
    (tmp_path / "recipients.csv").write_text(rows % "xlsx", encoding="utf-8")
    [asking] = read(tmp_path, formats=("docx", "pdf", "xlsx"))
    (tmp_path / "recipients.csv").write_text(rows % "", encoding="utf-8")
    [silent] = read(tmp_path, formats=("docx", "pdf", "xlsx"))

    assert (asking.formats, silent.formats) == (("xlsx",), ("docx", "pdf"))


def test_a_quoted_cell_of_two_lines_moves_the_lines_below_it(tmp_path: Path) -> None:
    told_ = told(listed(tmp_path, ROW.replace("глава;", '"глава\nгорода";', 1), ROW.replace("head@", "@")))

    assert told_ == [
        "recipients.csv, строка 2, поле должность: недопустимый знак U+000A (перенос строки, невидимый или "
        "испорченный). Удалите его.",
        "recipients.csv, строка 4, поле почта: неверно написано то, что стоит в адресе до «@». "
        "Проверьте точки и лишние знаки.",
    ]


UNSEEN = "недопустимый знак {} (перенос строки, невидимый или испорченный). Удалите его"
BAD: list[tuple[str, str, str]] = [
    # what is wrong, the row, what is told after «recipients.csv, строка 2, поле »
    (
        "почта",
        "head@artem.example.ru, a@b.ru",
        "в одном поле несколько адресов. Каждому получателю нужна своя строка с одним адресом",
    ),
    ("почта", "", "адреса нет. Впишите его"),
    (
        "почта",
        "глава@artem.example.ru",
        "в адресе до «@» есть буква «г», которой почта не передаст. Наберите его латиницей",
    ),
    (
        "почта",
        "head@аrtem.ru",
        "в домене «аrtem.ru» смешаны русские и латинские буквы. Наберите его заново одним алфавитом",
    ),
    ("почта", "head", "в адресе нет знака «@». Исправьте его"),
    ("почта", "head@artem", "домена «artem» не может быть. Проверьте написание адреса после «@»"),
    ("имя", "Имя\u202e", UNSEEN.format("U+202E")),
    ("имя", "Имя\x07", UNSEEN.format("U+0007")),
    ("имя", "=?utf-8?q?x?=", "сочетание знаков «=?» не допускается. Уберите его"),
    ("имя", "И" * 201, "знаков 201, а можно не больше 200. Сократите"),
    ("обращение", "", "обращения нет. Впишите его целиком («Уважаемая Имя Отчество!») или «Имя Отчество» и пол"),
    ("обращение", "Имя Отчество", "«Имя Отчество»: пол не указан. Впишите м или ж или обращение целиком"),
    ("обращение", "Уважаемый Имя\x00", UNSEEN.format("U+0000")),
    (
        "обращение",
        "Уважаемый Имя Петровна!",
        "«Уважаемый Имя Петровна»: обращение не согласуется с отчеством «Петровна». Исправьте его",
    ),
    ("пол", "он", "«он» не пол. Впишите м или ж"),
    ("муниципальное образование", "Артем-2", "«Артем-2» нет в справочнике. Есть похожее имя: «Артём»"),
    (
        "муниципальное образование",
        "Благовещенск",
        "так называются несколько: blagoveshchensk (Амурская область), blagoveshchensk-ufa (Республика Башкортостан). "
        "Впишите имя латиницей или регион",
    ),
    ("муниципальное образование", "silent", "Молчаново: в этом выпуске нет. Уберите или добавьте отчёт в выпуск"),
    ("регион", "Приморскй край", "региона «Приморскй край» нет в справочнике. Есть похожее имя: «Приморский край»"),
    ("виды файлов", "pdf, odt", "файла «odt» в выпуске нет. Есть: docx, pdf"),
    ("способ", "факс", "способа «факс» нет. Можно: почта, письмо, черновик, черновики, папка"),
    ("группы", "главы, a@b.ru", "«a@b.ru» не годится для имени группы. Оставьте буквы, цифры, пробелы и дефисы"),
]


@pytest.mark.parametrize(("field", "value", "problem"), BAD)
def test_a_bad_value_is_told_with_its_line_and_column(field: str, value: str, problem: str, tmp_path: Path) -> None:
    cells = dict(zip(HEAD.split(";"), ROW.split(";"), strict=True)) | {field: value}

    assert told(listed(tmp_path, ";".join(cells.values()))) == [f"recipients.csv, строка 2, поле {field}: {problem}."]


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("head@", " HEAD@").replace("Уважаемый глава!", ""), ROW.replace("Артем", "Артик"), ROW]

    assert [line.split(": ")[0] for line in told(listed(tmp_path, *rows))] == [
        "recipients.csv, строка 3, поле обращение",
        "recipients.csv, строка 3, поле почта",
        "recipients.csv, строка 4, поле муниципальное образование",
        "recipients.csv, строка 4, поле почта",
        "recipients.csv, строка 5, поле почта",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("head@a.ru", "HEAD@A.RU"), ("head@пример.рф", "Head@xn--e1afmkfd.xn--p1ai"), ("head@a.ru", "  head@a.ru ")],
)
def test_one_address_twice_is_told_however_it_is_written(first: str, second: str, tmp_path: Path) -> None:
    rows = [ROW.replace("head@artem.example.ru", written) for written in (first, second)]
    [line] = told(listed(tmp_path, *rows))

    assert line.startswith("recipients.csv, строка 3, поле почта: адрес ")
    assert "xn--" not in line
    assert line.endswith(" уже есть в строке 2. Оставьте одну строку из двух.")


def test_one_person_without_an_address_twice_is_told(tmp_path: Path) -> None:
    row = ROW.replace("head@artem.example.ru", "").replace("почта", "папка")

    assert told(listed(tmp_path, row, row)) == [
        "recipients.csv, строка 3, поле имя: этот получатель уже есть в строке 2. Оставьте одну строку из двух."
    ]


def test_nobody_is_a_recipient_without_name_and_post(tmp_path: Path) -> None:
    assert told(listed(tmp_path, ROW.replace("глава;", ";", 1))) == [
        "recipients.csv, строка 2, поле имя: нет ни имени, ни должности. Впишите хотя бы одно."
    ]


def test_the_gender_and_the_salutation_agree(tmp_path: Path) -> None:
    assert told(listed(tmp_path, ROW.replace("глава!;", "глава!;ж"))) == [
        "recipients.csv, строка 2, поле обращение: «Уважаемый глава» не согласуется с полом «ж». "
        "Исправьте одно из двух."
    ]


@pytest.mark.parametrize(
    ("salutation", "right"),
    [
        ("Уважаемая Имя Петровна!", True),
        ("Уважаемый Имя Петрович!", True),
        ("Уважаемая госпожа Мицкевич!", True),
        ("Глубокоуважаемые коллеги", True),
        ("Многоуважаемый Имя Петрович!", True),
        ("Дорогие коллеги, друзья!", True),
        ("Многоуважаемая Имя Ильич!", False),
        ("Дорогой Имя Ильинична!", False),
        ("Уважаемая Имя Ильич!", False),
        ("Уважаемый Имя Ильинична", False),
    ],
)
def test_a_whole_salutation_agrees_with_the_patronymic_in_it(salutation: str, right: bool, tmp_path: Path) -> None:
    folder = listed(tmp_path, ROW.replace("Уважаемый глава!", salutation))

    if right:
        assert [each.salutation for each in read(folder)] == [salutation.rstrip("!") + "!"]
    else:
        assert "не согласуется с отчеством «Иль" in told(folder)[0]


@pytest.mark.parametrize("salutation", ["Добрый день, Имя Петровна!", "Уважаемый(ая) Имя", "Уважаемая, Имя Петровна"])
@pytest.mark.parametrize("gender", ["", "ж"])
def test_what_is_neither_a_name_nor_a_whole_salutation_is_addressed_in_no_way(
    salutation: str, gender: str, tmp_path: Path
) -> None:
    assert told(listed(tmp_path, ROW.replace("Уважаемый глава!;", f"{salutation};{gender}"))) == [
        f"recipients.csv, строка 2, поле обращение: «{salutation}» не «Имя Отчество» и не обращение целиком "
        "(«Уважаемая Имя Отчество!»). Впишите одно из них."
    ]


def test_a_region_tells_two_municipalities_of_one_name_apart(tmp_path: Path) -> None:
    row = ROW.replace("Артем;", "Благовещенск;республика башкортостан")
    [found] = read(listed(tmp_path, row))
    [line] = told(listed(tmp_path, ROW.replace("Артем;", "Артём;Амурская область")))

    assert found.municipality == "blagoveshchensk-ufa"
    assert line.endswith("Артём — Приморский край, а в списке Амурская область. Исправьте одно из двух.")


COLUMNS = (
    "«имя», «должность», «обращение», «пол», «почта», «муниципальное образование», «регион», «виды файлов», "
    "«способ», «группы»"
)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["recipients.csv: файл пуст. Впишите в него строку с названиями столбцов и получателей."]),
        (HEAD, ["recipients.csv, строка 1: в списке нет ни одного получателя. Впишите их."]),
        (
            ROW,
            [f"recipients.csv, строка 1: нет строки с названиями столбцов. Напишите их над получателями: {COLUMNS}."],
        ),
        (
            HEAD.replace("обращение", "обращенее") + "\n" + ROW,
            [
                "recipients.csv, строка 1: столбца «обращенее» в списке не бывает. Есть похожее имя: «обращение».",
                "recipients.csv, строка 1: нет столбца «обращение». Добавьте его.",
            ],
        ),
        (
            HEAD.replace("имя", "почта") + "\n" + ROW,
            ["recipients.csv, строка 1: столбец «почта» назван дважды. Оставьте один."],
        ),
        (
            HEAD + "\n" + ROW + ";лишнее",
            ["recipients.csv, строка 2: над ячейкой «лишнее» нет названия столбца. Назовите столбец."],
        ),
        (
            HEAD + "\n" + ROW.replace("глава;", '"глава;', 1),
            [
                "recipients.csv, строка 2: кавычки не парные, или ячейка слишком длинная. "
                "Исправьте строку или сохраните список в формате xlsx."
            ],
        ),
        ("\n" * 6000, ["recipients.csv: файл пуст. Впишите в него строку с названиями столбцов и получателей."]),
        (HEAD + "\n" * 6000 + ROW, ["recipients.csv: в списке больше 5000 строк. Разделите его."]),
    ],
)
def test_a_list_without_its_form_is_told(text: str, problems: list[str], tmp_path: Path) -> None:
    (tmp_path / "recipients.csv").write_text(text, encoding="utf-8")

    assert told(tmp_path) == problems


def hidden_row(book: openpyxl.Workbook) -> None:
    book.worksheets[0].row_dimensions[2].hidden = True


def second_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Ещё").append(ROW.split(";"))


def hidden_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Тайный").sheet_state = "hidden"


def test_an_empty_sheet_beside_the_list_is_no_matter(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ROW):
        book.worksheets[0].append(row.split(";"))
    book.create_sheet("Лист2")
    book.create_sheet("Лист3")
    book.save(tmp_path / "recipients.xlsx")

    [head] = read(tmp_path)
    assert head.email == "head@artem.example.ru"


def crossed_out(book: openpyxl.Workbook) -> None:
    for cell in book.worksheets[0][3]:
        cell.font = Font(strike=True)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (crossed_out, "лист «Sheet»: зачёркнутое не прочитано (B3, C3, E3, F3, H3 и другие). Покажите скрытое"),
        (hidden_row, "лист «Sheet»: скрытые строки и столбцы не прочитаны. Покажите скрытое"),
        (second_sheet, "в книге есть ещё лист, «Ещё». Оставьте один лист с получателями"),
        (hidden_sheet, "скрытый лист «Тайный» не прочитан. Покажите скрытое"),
    ],
)
def test_a_row_that_would_be_passed_over_in_a_workbook_is_told(
    spoil: Callable[[openpyxl.Workbook], None], words: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ROW, ROW.replace("head@", "deputy@")):
        book.worksheets[0].append(row.split(";"))
    spoil(book)
    book.save(tmp_path / "recipients.xlsx")

    assert words in "\n".join(told(tmp_path))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("почта: a@b.ru\n", "строка 1: ожидается список получателей: «- », и под ним поля"),
        ("- текст\n", "строка 1: ожидаются поля получателя, например «почта: …»."),
        ("- почта: {a: b}\n", "строка 1, поле почта: ожидается текст или список текстов."),
        ("- почт: a@b.ru\n", "строка 1: поля «почт» в списке не бывает. Есть похожее имя: «почта»."),
        ("- почта: a@b.ru\n  email: a@b.ru\n", "строка 2: поле «почта» названо дважды. Оставьте одно."),
        ("- почта: &a a@b.ru\n", "строка 1: якорь «&a» не допускается."),
    ],
)
def test_a_list_in_yaml_without_its_form_is_told(text: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "recipients.yaml").write_text(text, encoding="utf-8")

    assert problem in "\n".join(told(tmp_path))


def test_there_is_exactly_one_list(tmp_path: Path) -> None:
    [none] = told(tmp_path)
    (tmp_path / "recipients.yaml").touch()
    [two] = told(listed(tmp_path, ROW))

    assert "списка получателей нет" in none and f"digest recipients --form {tmp_path / 'recipients.csv'}" in none
    assert "несколько списков получателей: recipients.csv, recipients.yaml. Оставьте один." in two


def test_the_template_is_a_list_that_nobody_can_send_by_mistake(tmp_path: Path) -> None:
    path = tmp_path / "recipients.csv"
    recipients.template(path)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n")
    assert told(tmp_path) == [
        "recipients.csv, строка 2: это строка-образец. Замените её настоящим получателем или удалите."
    ]
    path.write_text(path.read_text("utf-8-sig").replace("glava@gorod.example", "head@artem.example.ru"), "utf-8")
    assert [each.salutation for each in read(tmp_path)] == ["Уважаемый Имя Отчество!"]
    with pytest.raises(GeneratorError, match="такой файл уже есть"):
        recipients.template(path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "replace"))
    | st.lists(st.text(max_size=12), max_size=12).map(
        lambda cells: f"{HEAD}\n{';'.join(cells)}".encode("utf-8", "replace")
    )
)
@example(b"sep=;\r\n" + HEAD.encode() + b"\r\n" + ROW.encode())
@example(b'sep="\r\n' + HEAD.encode())
@example(b"sep=\n")
@example(HEAD.encode() + b'\n"')
@example(HEAD.encode() + b"\n" + b"x" * 140_000)
def test_any_bytes_are_a_list_or_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "recipients.csv").write_bytes(data)
    try:
        found = read(tmp_path)
    except GeneratorError as error:
        assert str(error).startswith("recipients.csv")
        return
    assert found
    assert all(each.salutation and each.email and each.channel == "smtp" for each in found)


def in_yaml(cells: dict[str, str]) -> str:
    return "".join(
        f"{'-' if not number else ' '} {key}: '{cell}'\n" for number, (key, cell) in enumerate(cells.items())
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.dictionaries(st.sampled_from(HEAD.split(";")), st.text(max_size=20)).map(in_yaml))
@example("- - - почта: [[a]]")
def test_any_yaml_is_a_list_or_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "recipients.yaml").write_bytes(text.encode("utf-8", "replace"))
    try:
        found = read(tmp_path)
    except GeneratorError as error:
        assert str(error).startswith("recipients.yaml")
        return
    assert found
    assert all(each.salutation for each in found)
