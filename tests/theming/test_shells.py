"""A shell made in Word by a person: what is wrong with it is told, and written into it as comments at the places."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator.errors import GeneratorError
from generator.theme import Theme
from generator.theming import checking, shells
from generator.theming.flaws import Flaw
from generator.writers.look.shell import W

DEFAULT = Path(__file__).parents[2] / "templates" / "default" / "shell.docx"
Edit = Callable[["docx.document.Document"], None]


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[Edit], Path]:
    """A theme whose shell is the default one, changed as a person would in Word; its path."""

    def make(edit: Edit) -> Path:
        folder = tmp_path / "region"
        folder.mkdir()
        (folder / "theme.yaml").write_text("extends: default", encoding="utf-8")
        document = docx.Document(str(DEFAULT))
        edit(document)
        document.save(str(folder / "shell.docx"))
        return folder / "shell.docx"

    return make


def remarks(file: Path) -> list[str]:
    theme = Theme.load(str(file.parent))
    return [remark.text for remark in shells.check(theme, file, "region/shell.docx")]


def slot(document):
    return next(p for p in document.paragraphs if "body" in p.text)


def typed(document):
    slot(document).insert_paragraph_before("Утверждаю. Глава округа")


def tabled(document):
    document.add_table(1, 1).cell(0, 0).text = "Согласовано"


def renamed(document):
    document.styles["Вводный абзац"].name = "Вводный абзацц"


def refonted(document):
    document.styles["heading 1"].font.name = "Comic Sans MS"


def misspelt(document):
    document.sections[0].header.paragraphs[0].add_run(" {{ tilte }}")


def unslotted(document):
    slot(document).text = "Здесь будет дайджест"


def doubled(document):
    slot(document).insert_paragraph_before("{{ body }}")


def crowded(document):
    slot(document).add_run(" и ещё слова")


def narrow(document):
    document.sections[0].left_margin = Pt(460)


def linked(document):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    document.part.relate_to("http://127.0.0.1/x.dotm", kind, is_external=True)


def fetching(document):
    run = document.sections[0].footer.paragraphs[0].add_run()
    run._r.append(
        etree.fromstring(f'<w:instrText xmlns:w="{W[1:-1]}"> INCLUDEPICTURE "http://127.0.0.1/x.png" </w:instrText>')
    )


def setting(name, **values):
    """A setting of the last section (or of a style's letters), as a person sets it in a dialog."""

    def edit(parent):
        found = parent.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            parent.append(found)
        for key, value in values.items():
            found.set(qn(f"w:{key}"), value)

    return edit


def evened(document):
    setting("w:evenAndOddHeaders")(document.settings.element)


def mirrored(document):
    setting("w:mirrorMargins")(document.settings.element)


def columned(document):
    setting("w:cols", num="2")(document.sections[-1]._sectPr)


def bordered(document):
    borders = OxmlElement("w:pgBorders")
    setting("w:top", val="single", sz="4")(borders)
    document.sections[-1]._sectPr.append(borders)


def counted_from_eleven(document):
    setting("w:pgNumType", start="11")(document.sections[-1]._sectPr)


def lettered_pages(document):
    setting("w:pgNumType", fmt="upperRoman")(document.sections[-1]._sectPr)


def chaptered_pages(document):
    setting("w:pgNumType", chapStyle="1")(document.sections[-1]._sectPr)


def centred(document):
    setting("w:vAlign", val="center")(document.sections[-1]._sectPr)


def line_numbered(document):
    setting("w:lnNumType", countBy="5")(document.sections[-1]._sectPr)


def bound_at_the_top(document):
    document.sections[-1].gutter = Pt(20)
    setting("w:gutterAtTop")(document.settings.element)


def bound_at_the_right(document):
    document.sections[-1].gutter = Pt(20)
    setting("w:rtlGutter")(document.sections[-1]._sectPr)


def coloured(document):
    document.element.insert(0, etree.fromstring(f'<w:background xmlns:w="{W[1:-1]}" w:color="FFFFCC"/>'))
    setting("w:displayBackgroundShape")(document.settings.element)


def divided(document):
    document.add_section()


def first_headed(document):
    document.sections[0].first_page_header.paragraphs[0].text = "Министерство"


def dated(document):
    document.sections[0].footer.paragraphs[0]._p.append(
        etree.fromstring(f'<w:fldSimple xmlns:w="{W[1:-1]}" w:instr=" DATE "/>')
    )


def in_footer(xml):
    def edit(document):
        paragraph = etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}">{xml}</w:p>')
        document.sections[0].footer.paragraphs[0]._p.extend(list(paragraph))

    return edit


roman = in_footer('<w:fldSimple w:instr=" PAGE \\* ROMAN "/>')
roman.__name__ = "roman"
arabic = in_footer('<w:fldSimple w:instr=" page \\* Arabic \\* MERGEFORMAT "/>')
symbol = in_footer('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>')
symbol.__name__ = "symbol"


def framed(document):
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run("Край")
    setting("w:framePr", hAnchor="margin", xAlign="right")(paragraph._p.get_or_add_pPr())


def highlighted(document):
    setting("w:highlight", val="yellow")(document.styles["heading 1"].element.get_or_add_rPr())


def hidden(document):
    document.styles["Примечание"].font.hidden = True


def small_capped(document):
    document.styles["heading 1"].font.small_caps = True


def numbered(document):
    properties = document.styles["heading 1"].element.get_or_add_pPr()
    properties.append(etree.fromstring(f'<w:numPr xmlns:w="{W[1:-1]}"><w:numId w:val="1"/></w:numPr>'))


def on_new_pages(document):
    document.styles["heading 2"].paragraph_format.page_break_before = True


def closed_up(document):
    setting("w:contextualSpacing")(document.styles["List Bullet"].element.get_or_add_pPr())


def head_lettered(document):
    head = document.styles["Таблица"].element.find(f"{W}tblStylePr[@{W}type='firstRow']")
    head.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:color w:val="FFFFFF"/></w:rPr>'))


def table_lettered(document):
    letters = etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:i/></w:rPr>')
    document.styles["Таблица"].element.find(f"{W}tblPr").addprevious(letters)


def bulleted(document):
    level = document.part.numbering_part.element.find(f".//{W}lvlText")
    level.set(qn("w:val"), "\uf0b7")


def bracketed(document):
    levels = document.part.numbering_part.element.iter(f"{W}lvlText")
    next(level for level in levels if level.get(qn("w:val")) == "%1.").set(qn("w:val"), "%1)")


def unlisted(document):
    document.styles["List Bullet"].element.find(f".//{W}numId").set(qn("w:val"), "0")


MISTAKES = [
    (evened, "разных колонтитулов чётных и нечётных страниц PDF не покажет"),
    (mirrored, "зеркальных полей PDF не покажет"),
    (columned, "колонок PDF не покажет"),
    (bordered, "рамки страницы PDF не покажет"),
    (counted_from_eleven, "другого номера первой страницы PDF не покажет"),
    (lettered_pages, "номеров страниц другого вида PDF не покажет"),
    (chaptered_pages, "номера главы в номере страницы PDF не покажет"),
    (centred, "выравнивания по вертикали PDF не покажет"),
    (line_numbered, "номеров строк PDF не покажет"),
    (bound_at_the_top, "переплёта сверху PDF не покажет"),
    (bound_at_the_right, "переплёта справа PDF не покажет"),
    (coloured, "цвета страницы PDF не покажет"),
    (divided, "других разделов бланка PDF не покажет"),
    (first_headed, "колонтитула первой страницы PDF не покажет"),
    (dated, "поля Word DATE в колонтитуле PDF не покажет. Есть: PAGE, NUMPAGES, STYLEREF"),
    (roman, "вида «ROMAN» у поля PAGE в колонтитуле PDF не покажет"),
    (symbol, "знака особого шрифта в колонтитуле PDF не покажет"),
    (framed, "места рамки в колонтитуле PDF не покажет"),
    (highlighted, "стиль «heading 1»: выделение цветом будет только в Word"),
    (hidden, "стиль «Примечание»: скрытый текст будет только в Word"),
    (small_capped, "стиль «heading 1»: набор малыми прописными будет только в Word"),
    (numbered, "стиль «heading 1»: нумерация будет только в Word"),
    (on_new_pages, "стиль «heading 2»: начало с новой страницы будет только в Word"),
    (closed_up, "стиль «List Bullet»: отсутствие интервала между абзацами одного стиля будет только в Word"),
    (head_lettered, "стиль «Таблица»: вид букв строки заголовка будет только в Word. Уберите его из стиля таблицы"),
    (table_lettered, "стиль «Таблица»: вид букв будет только в Word"),
    (bulleted, "стиль «List Bullet»: знак списка в PDF будет другим. Выберите номер вида «1.» или знак"),
    (unlisted, "стиль «List Bullet»: у него нет знака списка или номера, а theme.yaml назначает его элементу «ul li»"),
    (bracketed, "стиль «List Number»: знак списка в PDF будет другим"),
    (typed, "PDF не покажет текст в теле бланка: здесь место только для «{{ body }}»"),
    (tabled, "PDF не покажет таблицу в теле бланка"),
    (renamed, "нет стиля «Вводный абзац», а theme.yaml назначает его элементу «p.lead». Возможно, «Вводный абзацц»"),
    (refonted, "шрифта «Comic Sans MS» (стили «heading 1»"),
    (misspelt, "колонтитул: поля «tilte» нет. Возможно, «title»"),
    (unslotted, "нет абзаца «{{ body }}»"),
    (doubled, "абзац «{{ body }}» бывает один: этот лишний"),
    (crowded, "кроме «{{ body }}» в этом абзаце не должно быть ничего"),
    (narrow, "на листе не остаётся места для текста"),
    (linked, "бланк тянет «http://127.0.0.1/x.dotm» извне (attachedTemplate)"),
    (fetching, "поле Word INCLUDEPICTURE берёт содержимое извне"),
]


@pytest.mark.parametrize(("edit", "message"), MISTAKES, ids=[edit.__name__ for edit, _ in MISTAKES])
def test_a_mistake_made_in_word_is_told(shell, edit, message):
    assert any(text.startswith(message) for text in remarks(shell(edit))), remarks(DEFAULT)


def test_what_the_pdf_shows_as_word_does_is_no_mistake(shell):
    def struck(document):
        document.styles["Вводный абзац"].font.strike = True

    assert remarks(shell(struck)) == []


def test_a_number_as_word_writes_it_by_itself_is_no_mistake(shell):
    assert remarks(shell(arabic)) == []


def test_the_default_shell_has_no_flaws():
    assert list(shells.check(Theme.load("default"), DEFAULT, "default/shell.docx")) == []


def check(file: Path, output: Path | None = None) -> tuple[list[str], list[Path]]:
    found = list(checking.check(str(file.parent), None, output, lambda stage: None))
    return [str(f) for f in found if isinstance(f, Flaw)], [p for p in found if isinstance(p, Path)]


def comments(file: Path) -> dict[str, str]:
    """The comments of a Word file, each with the words of the paragraph it speaks of."""
    document = docx.Document(str(file))
    out = {}
    for comment in document.comments:
        [start] = document.element.body.xpath(f".//w:commentRangeStart[@w:id='{comment.comment_id}']")
        out[comment.text] = "".join(t.text or "" for t in start.getparent().iter(W + "t"))
    return out


def both(document):
    typed(document)
    renamed(document)


@pytest.fixture
def no_samples(monkeypatch):
    monkeypatch.setattr(checking, "_run", lambda *_: iter(()))


def test_the_answer_is_the_persons_own_file_with_comments_at_the_places(shell, no_samples):
    file = shell(both)
    said, [written] = check(file)

    assert written == file.with_name("shell.проверка.docx")
    assert said[0].startswith("region/shell.docx: абзац 1 «Утверждаю. Глава округа»: PDF не покажет текст")
    found = comments(written)
    assert len(found) == len(said) == 2
    [about_text] = [words for text, words in found.items() if text.startswith("PDF не покажет текст")]
    assert about_text == "Утверждаю. Глава округа"
    assert any(text.startswith("Нет стиля «Вводный абзац»") for text in found)


def test_the_shell_of_the_theme_above_gets_no_file_beside_it(shell, no_samples):
    """A style that `theme.yaml` names and nobody has is told, but the other theme's folder is not written into."""
    above = shell(both).parent
    below = above.parent / "below"
    below.mkdir()
    (below / "theme.yaml").write_text("extends: region", encoding="utf-8")
    said, written = check(below / "shell.docx")

    assert said
    assert written == []
    assert not (above / "shell.проверка.docx").exists()


def test_a_shell_that_came_with_the_program_gets_no_file_beside_it(shell, no_samples, monkeypatch):
    file = shell(both)
    monkeypatch.setattr("generator.theme._HOMES", (file.parent / "own", file.parents[1]))
    said, written = check(file)

    assert said
    assert written == []


def test_the_file_with_comments_is_valid_and_otherwise_the_same(shell, no_samples):
    file = shell(both)
    before = file.read_bytes()
    _, [written] = check(file)
    first = written.read_bytes()
    check(file)

    assert not OpenXmlValidator().validate(written).errors
    assert file.read_bytes() == before and written.read_bytes() == first
    with ZipFile(file) as old, ZipFile(written) as new:
        changed = {n for n in new.namelist() if n not in old.namelist() or old.read(n) != new.read(n)}
    assert changed == {"word/comments.xml", "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def test_comments_of_the_person_stay(shell, no_samples):
    def commented(document):
        both(document)
        document.add_comment(slot(document).runs, "Проверить с отделом", author="Иванова")

    file = shell(commented)
    _, [written] = check(file)

    # python-docx calls comments by a style that the shell has not; nothing else is wrong.
    before, after = (len(OpenXmlValidator().validate(one).errors) for one in (file, written))
    assert after == before
    assert "Проверить с отделом" in comments(written) and len(comments(written)) == 3


@pytest.mark.parametrize(
    ("name", "message"),
    [("gone/answer.docx", "gone/answer.docx: "), ("theme.yaml", "Назовите файл с расширением .docx")],
)
def test_a_place_that_cannot_take_the_file_is_told(shell, no_samples, tmp_path, name, message):
    with pytest.raises(GeneratorError, match=message):
        check(shell(typed), tmp_path / name)


def test_the_place_of_the_file_may_be_named_but_not_the_shell_itself(shell, no_samples, tmp_path):
    file = shell(typed)
    _, [written] = check(file, tmp_path / "answer.docx")

    assert written == tmp_path / "answer.docx" and written.is_file()
    with pytest.raises(GeneratorError, match="это сам бланк"):
        check(file, file)


def test_a_shell_without_flaws_is_not_written_again(shell, no_samples):
    said, written = check(shell(lambda document: None))

    assert (said, written) == ([], [])


@pytest.mark.parametrize("data", [b"", b"not a package", DEFAULT.read_bytes()[:5000]], ids=["empty", "text", "cut"])
def test_a_file_that_is_no_word_document_is_one_clear_line(shell, no_samples, data):
    file = shell(lambda document: None)
    file.write_bytes(data)
    said, written = check(file)

    assert len(said) == 1 and "region/shell.docx: файл повреждён" in said[0] and not written


def test_a_hostile_package_is_refused(shell, no_samples, tmp_path):
    file = shell(lambda document: None)
    bad = tmp_path / "bad.docx"
    with ZipFile(file) as old, ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document', 1
                )
            new.writestr(name, data)
    shutil.move(bad, file)
    said, _ = check(file)

    assert len(said) == 1 and "DOCTYPE" in said[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_shell_that_libreoffice_has_saved_is_as_good(shell, tmp_path):
    """It writes «Heading 1» for Word's «heading 1», no part for footnotes, and a relationship of its own properties."""
    file = shell(lambda document: None)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, file], capture_output=True, check=True, timeout=120)
    shutil.copy(tmp_path / "saved/shell.docx", file)

    assert list(checking.check(str(file.parent), None, None, lambda stage: None)) == []
