import shutil
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers.contract import Contract
from generator.writers.shell import Shell
from generator.writers.styles import StyleSheet, step
from tests.writers import word
from tests.writers.word import changed

ROOT = Path(__file__).parents[2]
SHELL = ROOT / "templates" / "default" / "shell.docx"
GOLDEN = ROOT / "tests" / "data" / "shell-styles.txt"
FIELDS = {"title": "Проба", "organization": "Пресс-служба", "mark": ""}


def header(shell: Shell) -> str:
    parts = [rel.target_part for rel in shell.document.part.rels.values() if rel.reltype.endswith("/header")]
    return "".join(word.found(word.etree.fromstring(part.blob), "string(.)") for part in parts)


# The shell of the default theme


def test_the_shell_is_valid_office_open_xml():
    assert [(error.part_uri, error.description) for error in OpenXmlValidator().validate(SHELL).errors] == []


def test_the_shell_is_a_russian_a4_document_of_today_without_leftovers():
    settings = word.part(SHELL, "word/settings.xml")
    compatibility = {
        one.get(word.W + "name"): one.get(word.W + "val") for one in word.found(settings, "//w:compatSetting")
    }
    section = word.found(word.part(SHELL, "word/document.xml"), "//w:sectPr")[0]
    margins = [int(section.find(word.W + "pgMar").get(word.W + edge)) for edge in ("top", "right", "bottom", "left")]

    assert compatibility["compatibilityMode"] == "15"
    assert (word.value(settings, "w:decimalSymbol"), word.value(settings, "w:consecutiveHyphenLimit")) == (",", "3")
    assert word.found(settings, "w:autoHyphenation") and word.found(settings, "w:doNotHyphenateCaps")
    assert word.value(word.part(SHELL, "word/styles.xml"), "w:docDefaults//w:lang") == "ru-RU"
    assert [round(twips / 56.6929) for twips in margins] == [26, 15, 20, 30]
    with zipfile.ZipFile(SHELL) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "stylesWithEffects" in name]
        assert b"python-docx" not in b"".join(archive.read(name) for name in archive.namelist() if ".xml" in name)
    assert SHELL.stat().st_size < 2_500_000


def test_no_style_name_has_a_comma_which_word_takes_for_a_second_name():
    assert [name for name in word.style_names(SHELL).values() if "," in name] == []


def test_the_six_faces_in_the_shell_are_the_fonts_of_the_theme():
    theme = Theme.load("default")
    relations = {one.get("Id"): one.get("Target") for one in word.part(SHELL, "word/_rels/fontTable.xml.rels")}
    kinds = {"Regular": (400, "normal"), "Bold": (700, "normal"), "Italic": (400, "italic")}
    embedded = {}
    for font in word.part(SHELL, "word/fontTable.xml"):
        for kind, (weight, style) in kinds.items():
            [face] = word.found(font, f"w:embed{kind}")
            with zipfile.ZipFile(SHELL) as archive:
                data = archive.read("word/" + relations[face.get(word.R + "id")])
            # ISO/IEC 29500-1, 17.8.1: the first 32 bytes are masked with the reversed key.
            key = bytes.fromhex(face.get(word.W + "fontKey").strip("{}").replace("-", ""))[::-1] * 2
            plain = bytes(a ^ b for a, b in zip(data[:32], key, strict=True)) + data[32:]
            embedded[font.get(word.W + "name"), weight, style] = plain
        assert word.value(font, "w:altName") in ("Times New Roman", "Arial")

    assert embedded == {
        (face.family, face.weight, face.style): theme.path(face.file).read_bytes() for face in theme.fonts
    }


def test_the_styles_of_the_shell_are_those_that_were_agreed():
    """After a change of the shell in Word: read the difference, then put the new lines into the golden."""
    assert described(SHELL) == GOLDEN.read_text(encoding="utf-8").splitlines()


def described(file: Path) -> list[str]:
    """One line a style: kind, name, what it is based on, and what it sets itself; mm and points."""
    names = word.style_names(file)
    lines = []
    for style in word.part(file, "word/styles.xml").iter(word.W + "style"):
        facts = [*_text(style), *_space(style), *_rules(style, "w:pPr/w:pBdr/*"), *_table(style)]
        based = names.get(word.value(style, "w:basedOn"), "")
        kind = style.get(word.W + "type")
        lines.append(f"{kind} «{names[style.get(word.W + 'styleId')]}» < {based or '—'}: {', '.join(facts) or '—'}")
    return lines


def _mm(twips: str) -> str:
    return f"{round(int(twips) / 56.6929 * 20) / 20:g}"


def _text(style):
    yield from word.found(style, "w:rPr/w:rFonts/@w:ascii")
    yield from (f"{int(size) / 2:g} пт" for size in word.found(style, "w:rPr/w:sz/@w:val"))
    for tag, title in (("b", "полужирный"), ("i", "курсив"), ("caps", "прописные")):
        yield from (title for _ in word.found(style, f"w:rPr/w:{tag}"))
    yield from word.found(style, "w:rPr/w:color/@w:val")
    yield from (f"разрядка {int(v) / 20:g}" for v in word.found(style, "w:rPr/w:spacing/@w:val"))
    yield from word.found(style, "w:rPr/w:vertAlign/@w:val")


def _space(style):
    titles = {"before": "до", "after": "после", "left": "слева", "right": "справа", "firstLine": "первая"}
    for tag in ("spacing", "ind"):
        for node in word.found(style, f"w:pPr/w:{tag}"):
            facts = {name.removeprefix(word.W): text for name, text in node.attrib.items()}
            line, rule = facts.pop("line", None), facts.pop("lineRule", None)
            yield from (f"{titles[name]} {_mm(text)} мм" for name, text in facts.items())
            if line:
                yield f"строка {int(line) / 240:.3f}" if rule == "auto" else f"строка ровно {int(line) / 20:g} пт"
    yield from word.found(style, "w:pPr/w:jc/@w:val")
    yield from (f"уровень {int(v) + 1}" for v in word.found(style, "w:pPr/w:outlineLvl/@w:val"))
    yield from (f"список {v}" for v in word.found(style, "w:pPr/w:numPr/w:numId/@w:val"))
    for tag, title in (("keepNext", "с следующим"), ("suppressAutoHyphens", "без переносов")):
        yield from (title for _ in word.found(style, f"w:pPr/w:{tag}"))


def _rules(style, path):
    for rule in word.found(style, path):
        facts = rule.attrib
        name, size = rule.tag.removeprefix(word.W), int(facts.get(word.W + "sz", 0)) / 8
        yield f"{name} {size:g} пт {facts[word.W + 'color']}" if size else f"{name} нет"


def _table(style):
    yield from _rules(style, "w:tblPr/w:tblBorders/*")
    for tag in ("tblInd", "tblCellMar/w:left", "tblCellMar/w:right", "tblCellMar/w:bottom"):
        for twips in word.found(style, f"w:tblPr/w:{tag}/@w:w"):
            yield f"{tag.rpartition(':')[2]} {_mm(twips)} мм"
    yield from (f"заливка {fill}" for fill in word.found(style, "w:tcPr/w:shd/@w:fill"))
    for part in word.found(style, "w:tblStylePr"):
        tints = (f"заливка {fill}" for fill in word.found(part, "w:tcPr/w:shd/@w:fill"))
        rules = "; ".join([*_rules(part, "w:tcPr/w:tcBorders/*"), *tints])
        yield f"{part.get(word.W + 'type')} ({rules})"


# Fields


def test_fields_are_filled_and_escaped_in_headers(theme):
    shell = Shell.open(theme, {**FIELDS, "title": "А < Б & {{ mark }}", "mark": "ЧЕРНОВИК"})

    assert header(shell).strip().endswith("ЧЕРНОВИКА < Б & {{ mark }}")


def test_an_unknown_field_is_an_error_with_the_nearest_right_name(theme):
    changed(theme, "word/header1.xml", lambda xml: xml.replace("{{ title }}", "{{ titel }}"))

    with pytest.raises(GeneratorError, match=r"shell\.docx: поля «titel» нет\. Похожее имя: «title»"):
        Shell.open(theme, FIELDS)


@pytest.mark.parametrize("quotes", ["«»", "“”", "„“", "‘’"])
def test_quotes_that_word_corrects_inside_a_field_are_understood(theme, quotes):
    field = f"{{{{ mark or {quotes[0]}чистовик{quotes[1]} }}}}"
    changed(theme, "word/header1.xml", lambda xml: xml.replace("{{ mark }}", field))

    assert header(Shell.open(theme, FIELDS)).endswith("чистовикПроба")


def test_quotes_outside_fields_stay_as_they_are(theme):
    changed(theme, "word/header1.xml", lambda xml: xml.replace("{{ title }}", "«{{ title }}» “да”"))

    assert "«Проба» “да”" in header(Shell.open(theme, FIELDS))


@pytest.mark.parametrize(
    "field",
    ["{{ title.__class__.__mro__ }}", "{{ title.zzz }}", "{{ title", "{% for %}", "{{ ''.__class__ }}"],
)
def test_a_field_cannot_reach_python_nor_be_half_written(theme, field):
    changed(theme, "word/header1.xml", lambda xml: xml.replace("{{ title }}", field))

    with pytest.raises(GeneratorError, match=r"поле записано неверно: пишите {{ title }}, две скобки"):
        Shell.open(theme, FIELDS)


@pytest.mark.parametrize("slot", ["", "перед {{ body }}", "{{ body }}{{ body }}"])
def test_the_slot_of_the_body_is_one_paragraph_of_its_own(theme, slot):
    changed(theme, "word/document.xml", lambda xml: xml.replace("{{ body }}", slot))

    with pytest.raises(GeneratorError, match="нужен один абзац"):
        Shell.open(theme, FIELDS)


def test_a_file_that_is_no_document_is_an_error(theme):
    (theme.folders[0] / "shell.docx").write_bytes(b"PK not really")

    with pytest.raises(GeneratorError, match=r"это не документ Word\. Сохраните"):
        Shell.open(theme, FIELDS)


# The contract of styles


def test_every_style_of_the_theme_is_in_the_shell(theme):
    assert Contract(theme, Shell.open(theme, FIELDS))


def test_a_style_that_the_shell_lacks_is_named_with_its_element(theme):
    changed(theme, "word/styles.xml", lambda xml: xml.replace('w:val="Вводный абзац"', 'w:val="Вводный абзац 2"'))

    with pytest.raises(GeneratorError, match=r"нет стиля «Вводный абзац», .*элементу «p\.lead».*Похожее.*абзац 2»"):
        Contract(theme, Shell.open(theme, FIELDS))


def test_the_names_of_words_own_styles_may_be_in_capitals(theme):
    names = {"heading 1": "Heading 1", "toc 2": "TOC 2", "footnote reference": "Footnote Reference"}
    for name, other in names.items():
        changed(theme, "word/styles.xml", lambda xml, name=name, other=other: xml.replace(f'"{name}"', f'"{other}"'))

    assert Contract(theme, Shell.open(theme, FIELDS))


def test_of_two_names_that_differ_in_capitals_words_own_counts(theme):
    second = '<w:style w:type="character" w:styleId="other"><w:name w:val="Heading 1"/></w:style></w:styles>'
    changed(theme, "word/styles.xml", lambda xml: xml.replace("</w:styles>", second))

    assert Shell.open(theme, FIELDS).kind("heading 1") == "paragraph"


def test_a_style_of_the_wrong_kind_is_an_error(theme):
    file = theme.folders[0] / "theme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("strong: Strong", "strong: Title"), encoding="utf-8")

    with pytest.raises(GeneratorError, match="«Title» — стиль абзаца, а элементу «strong» нужен стиль знака"):
        Contract(Theme.load(str(theme.folders[0])), Shell.open(theme, FIELDS))


def test_a_table_style_says_what_it_changes_and_the_rest_as_that_it_is_based_on(theme):
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="FFE0E0"/>'
    part = f'<w:tblStylePr w:type="{{}}"><w:tcPr>{shade}</w:tcPr></w:tblStylePr>'
    own = (
        '<w:style w:type="table" w:styleId="a5"><w:name w:val="Моя таблица"/><w:basedOn w:val="DigestTable"/>'
        f"{part.format('firstRow')}{part.format('lastRow')}</w:style></w:styles>"
    )
    changed(theme, "word/styles.xml", lambda xml: xml.replace("</w:styles>", own))

    shell = Shell.open(theme, FIELDS)

    below = shell.cell_look("Таблица", "lastRow")
    assert shell.cell_look("Моя таблица", "lastRow").edges == below.edges != {}
    assert shell.cell_look("Моя таблица", "firstRow").rest == f'{shade}<w:vAlign w:val="bottom"/>'


LIST = '<w:style w:type="paragraph" w:styleId="a6"><w:name w:val="Мой список"/><w:basedOn w:val="ListNumber2"/>'


def test_a_list_style_is_numbered_as_that_it_is_based_on(theme):
    changed(theme, "word/styles.xml", lambda xml: xml.replace("</w:styles>", LIST + "</w:style></w:styles>"))

    shell = Shell.open(theme, FIELDS)

    assert shell.list_of("Мой список") == shell.list_of("List Number 2")


def test_a_list_style_whose_number_was_taken_away_in_word_is_told(theme):
    own = LIST + '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style></w:styles>'
    changed(theme, "word/styles.xml", lambda xml: xml.replace("</w:styles>", own))

    with pytest.raises(GeneratorError, match="у стиля «Мой список» нет нумерации"):
        Shell.open(theme, FIELDS).list_of("Мой список")


def test_a_shell_of_another_theme_may_be_anywhere(theme, tmp_path):
    folder = tmp_path / "другая тема"
    shutil.copytree(theme.folders[0], folder)

    assert Shell.open(Theme.load(str(folder)), FIELDS).file == folder / "shell.docx"


# Keys of theme.yaml


def chosen(styles: dict[str, str], markup: str) -> str | None:
    """The style of the element with the attribute `x` in a piece of markup."""
    [target] = word.etree.fromstring(markup).xpath("//*[@x]")
    path = (*(step(one) for one in reversed(list(target.iterancestors()))), step(target))
    return StyleSheet(styles).find(path)


@pytest.mark.parametrize(
    ("styles", "markup", "style"),
    [
        ({"p": "A", "p.lead": "B"}, '<p class="lead" x=""/>', "B"),
        ({"p.lead": "B", "p": "A"}, '<p class="lead big" x=""/>', "B"),
        ({"tfoot td": "A", "td.mid": "B"}, '<tfoot><tr><td class="mid" x=""/></tr></tfoot>', "B"),
        ({"td": "A", "tfoot td": "B"}, '<tbody><tr><td x=""/></tr></tbody>', "A"),
        ({"th": "A", "th:first-child": "B"}, '<tr><th/><th x=""/></tr>', "A"),
        ({"th": "A", "th:first-child": "B"}, '<tr><th x=""/><th/></tr>', "B"),
        ({"p": "A", "figure + p": "B"}, '<s><figure/><p x=""/></s>', "B"),
        ({"p": "A", "figure + p": "B"}, '<s><figure/><p/><p x=""/></s>', "A"),
        ({"ul li": "A", "li ul li": "B"}, '<ul><li><ul><li x=""/></ul></li></ul>', "B"),
        ({"ul li": "A", "li ul li": "B"}, '<ul><li x=""/></ul>', "A"),
        ({"p.a": "A", "p.b": "B"}, '<p class="b a" x=""/>', "B"),
        ({".a": "A"}, '<p class="a" x=""/>', "A"),
        ({"p::call": "A"}, '<p x=""/>', None),
    ],
)
def test_the_most_specific_key_wins_and_of_equal_ones_the_later(styles, markup, style):
    assert chosen(styles, markup) == style


@pytest.mark.parametrize("key", ["p > a", "p#id", "a, b", "p.", "", "p:hover", "+ p", "a + b + c"])
def test_a_key_outside_the_notation_is_an_error(key):
    with pytest.raises(GeneratorError, match="не понять"):
        StyleSheet({key: "A"})
