"""The page as a file that a browser opens anywhere."""

import re
import shutil

import pypdfium2
import pytest
from lxml import html as parser
from playwright.sync_api import sync_playwright

from generator import page
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import html

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003840180b5e3a9f40000000049454e44ae426082"
)

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def theme(tmp_path):
    folder = tmp_path / "theme"
    shutil.copytree(Theme.load("default").folders[0], folder)
    (folder / "logo.png").write_bytes(PNG)
    return Theme.load(str(folder))


def written(theme, path, body):
    html.write(
        page.parse(f'<html lang="ru"><head><meta charset="utf-8"><title>Т</title></head><body>{body}</body></html>'),
        theme,
        path,
    )
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["print.css", "screen.css"])
def test_a_style_sheet_in_another_encoding_is_told_with_its_line(theme, tmp_path, name):
    (theme.folders[0] / name).write_bytes("p { margin: 0 }\n/* цвет */".encode("cp1251"))

    with pytest.raises(GeneratorError, match=rf"theme/{name}, строка 2: файл не в кодировке UTF-8"):
        written(theme, tmp_path / "x.html", "<p>Вести</p>")


def test_the_file_needs_nothing_beside_it(theme, tmp_path):
    text = written(
        theme, tmp_path / "x.html", '<figure><img src="logo.png" alt="Герб"><figcaption>Герб</figcaption></figure>'
    )

    assert text.startswith("<!DOCTYPE html>")
    assert 'src="data:image/png;base64,' in text
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", text)
    assert "@import" not in text and "url(" not in text


def test_elements_without_an_end_tag_are_written_as_html_wants(theme, tmp_path):
    text = written(theme, tmp_path / "x.html", "<p>раз<br>два</p><p></p>")

    assert "раз<br>два" in text and "</br>" not in text and "<p></p>" in text


def test_the_page_itself_is_not_touched(theme, tmp_path):
    parsed = page.parse('<html lang="ru"><head><title>Т</title></head><body><p>Текст</p></body></html>')

    html.write(parsed, theme, tmp_path / "x.html")

    assert parsed.root.find("head/style") is None


def test_text_survives_a_browser_parser(theme, tmp_path):
    text = written(theme, tmp_path / "x.html", "<p>ООО &lt;тест&gt; &amp; Ко «5&nbsp;%»</p>")

    assert parser.fromstring(text.encode()).findtext(".//p") == "ООО <тест> & Ко «5\N{NO-BREAK SPACE}%»"


def test_a_style_sheet_that_would_end_its_element_is_refused(theme, tmp_path):
    with (theme.folders[0] / "print.css").open("a", encoding="utf-8") as file:
        file.write("/* </STYLE><p>чужое</p> */")

    with pytest.raises(GeneratorError, match="</style"):
        written(theme, tmp_path / "x.html", "<p>Текст</p>")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="нет браузера chromium")
def test_what_a_browser_prints_has_notes_below_their_lines_under_their_numbers(theme, tmp_path):
    notes = "".join(f'<p>Сумма<span class="footnote" id="n{n}">Число {n}.</span></p>' for n in "ав")
    written(theme, tmp_path / "x.html", notes)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.goto((tmp_path / "x.html").as_uri())
        sheet.pdf(path=tmp_path / "x.pdf")
        browser.close()

    text = pypdfium2.PdfDocument(tmp_path / "x.pdf")[0].get_textpage().get_text_range()
    lines = [re.sub(r"\s", "", line) for line in text.splitlines()]
    assert "Сумма 1Числоа. Сумма 2Числов." in " ".join(lines)
