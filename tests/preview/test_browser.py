"""The page in a real browser: Debian's Chromium, driven by Playwright."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="нет браузера chromium"),
]

RECORD = "input/records/2023/spassk-dalny.yaml"
TEMPLATE = "templates/own/digest.html"
EXTENDS = '{% extends "default:digest.html" %}\n'
# A style sheet that gets out of its element: what a theme from a stranger may try.
HOSTILE = """p { color: black }
</style><script>parent.document.title = "взломано"; document.title = "взломано"</script>
<img src="http://evil.test/x.png"><form action="http://evil.test/"><button>Отправить</button></form><style>"""


@dataclass
class Desk:
    """The folder that a person works in, and the page that the person looks at."""

    folder: Path
    page: Page
    link: str
    complaints: list[str]

    @property
    def frame(self):
        return self.page.frame_locator("iframe:visible")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, name: str, before: str, after: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert before in text
        self.write(name, text.replace(before, after))

    def show(self, view: str) -> None:
        self.page.get_by_role("radio", name=view).check()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    expect.set_options(timeout=20_000)  # a machine may have other work
    rules = ["--no-sandbox", "--host-resolver-rules=MAP evil.test 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=rules)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(furnish, running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, object]]:
    folder = furnish(tmp_path_factory.mktemp("browser"))
    with running(folder) as link:
        yield folder, link, {}


@pytest.fixture
def desk(server, chromium) -> Iterator[Desk]:
    """The page, opened by the link or by the cookie that it gave; afterwards the theme is whole again."""
    folder, link, kept = server
    if "context" not in kept:
        kept["context"] = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = kept["context"].new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    assert page.goto(link).ok
    desk = Desk(folder, page, link, complaints)
    expect(desk.frame.get_by_role("heading", name="О выпуске")).to_be_visible()
    yield desk
    assert complaints == []
    record = (folder / RECORD).read_text(encoding="utf-8")
    desk.write(RECORD, record.replace("value: 7777", "value: 4236"))
    desk.write(TEMPLATE, EXTENDS)
    desk.write("templates/own/screen.css", "")
    expect(desk.frame.get_by_text("7\xa0777")).to_have_count(0)  # else it would change under the next test
    page.close()


def block(text: str) -> str:
    return f"{EXTENDS}{{% block cover %}}{text}{{{{ super() }}}}{{% endblock %}}\n"


def test_a_template_changes_on_the_page_at_once_and_the_page_stays_where_it_was(desk):
    desk.frame.get_by_role("heading", name="Источники").last.scroll_into_view_if_needed()
    scroll = "[...document.querySelectorAll('iframe')].find(f => !f.hidden).contentWindow.scrollY"
    before = desk.page.evaluate(scroll)
    version = desk.page.evaluate("document.documentElement.dataset.version")

    desk.change(TEMPLATE, EXTENDS, block("<p>Вместе — для области</p>"))

    expect(desk.frame.get_by_text("Вместе — для области")).to_be_attached()
    desk.page.wait_for_selector(f'html:not([data-version="{version}"])')
    assert before > 1000
    assert desk.page.evaluate(scroll) == before


def test_a_mistake_is_told_with_file_and_line_over_the_last_good_page_and_clears(desk):
    desk.write(TEMPLATE, block("{{ misspelt }}"))

    problem = desk.page.get_by_role("alert")
    expect(problem).to_contain_text("Дайджест не составлен")
    expect(problem).to_contain_text("digest.html, строка 2")
    expect(problem).to_contain_text("misspelt")
    expect(desk.frame.get_by_role("heading", name="О выпуске")).to_be_visible()

    desk.write(TEMPLATE, EXTENDS)

    expect(problem).to_be_hidden()


def test_an_endless_template_does_not_stop_the_page(desk):
    desk.write(TEMPLATE, block("{% set x = 'х' * 90000 %}{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}"))
    expect(desk.page.get_by_role("status")).to_contain_text("составляется")

    assert desk.page.reload().ok
    expect(desk.frame.get_by_role("heading", name="О выпуске")).to_be_visible()

    desk.write(TEMPLATE, block("<p>Конец цикла</p>"))

    expect(desk.frame.get_by_text("Конец цикла")).to_be_attached()


def test_a_figure_of_a_record_changes_on_the_page(desk):
    assert desk.frame.get_by_text("7\xa0777").count() == 0

    desk.change(RECORD, "value: 4236", "value: 7777")

    expect(desk.frame.get_by_text("7\xa0777").first).to_be_attached()


def test_findings_stand_beside_the_page_and_lead_to_their_chapter(desk):
    finding = desk.page.get_by_role("complementary").get_by_role("button", name="Комсомольск-на-Амуре, 2023 год").first
    finding.press("Enter")

    expect(desk.frame.get_by_role("heading", name="Комсомольск-на-Амуре").first).to_be_in_viewport()


def test_the_pdf_is_shown_by_sheets_each_drawn_when_it_is_looked_at(desk):
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    desk.show("Листы PDF")

    first = desk.page.get_by_role("img", name="Лист 1 из")
    expect(first).to_be_visible(timeout=60_000)
    assert first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1191  # A4 at 144 dpi
    sheets = desk.page.locator("#pdf img")
    drawn = [path for path in asked if path.startswith("/sheet/")]
    assert 1 <= len(drawn) < sheets.count()

    sheets.last.scroll_into_view_if_needed()
    assert sheets.last.evaluate("image => image.decode().then(() => image.naturalWidth)") > 1000


def test_everything_is_reached_with_the_keyboard(desk):
    reached = set()
    for _ in range(12):
        desk.page.keyboard.press("Tab")
        reached.add(desk.page.evaluate("document.activeElement.localName"))

    assert {"input", "iframe"} <= reached
    desk.page.get_by_role("radio", name="Страница").focus()
    desk.page.keyboard.press("ArrowRight")
    expect(desk.page.get_by_role("radio", name="Листы PDF")).to_be_checked()


def test_a_hostile_style_sheet_that_would_end_its_element_is_told_and_nothing_of_it_runs(desk):
    title = desk.page.title()

    desk.write("templates/own/screen.css", HOSTILE)

    expect(desk.page.get_by_role("alert")).to_contain_text("</style")
    expect(desk.frame.get_by_role("button", name="Отправить")).to_have_count(0)
    assert desk.page.title() == title


@pytest.fixture
def evil(desk) -> Iterator[str]:
    """Another site, open in the same browser, that tries to read the preview."""
    home = f"http://{urlsplit(desk.link).netloc}"

    class Hostile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                f"""<!doctype html><iframe src="{home}/"></iframe><img id="i" src="{home}/sheet/1/0">
                <script>window.got = "nothing yet";
                fetch("{home}/frame", {{credentials: "include"}}).then(a => a.text())
                  .then(text => window.got = text, error => window.got = "blocked")</script>""".encode()
            )

        def log_message(self, *_: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://evil.test:{site.server_port}/"
    site.shutdown()
    site.server_close()


def test_a_style_sheet_reaches_no_other_site(desk, evil):
    asked: list[str] = []
    desk.page.on("requestfinished", lambda request: asked.append(request.url))

    desk.write("templates/own/screen.css", f'body {{ background: rgb(1, 2, 3) url("{evil}x.png") }}')

    expect(desk.frame.locator("body")).to_have_css("background-color", "rgb(1, 2, 3)")
    desk.page.wait_for_timeout(300)
    assert not [url for url in asked if "evil.test" in url]


def test_another_site_reads_and_frames_nothing(desk, evil):
    page = desk.page.context.new_page()
    page.goto(evil)
    page.wait_for_function("() => window.got !== 'nothing yet'")

    assert page.evaluate("window.got") == "blocked"
    assert page.evaluate("document.getElementById('i').naturalWidth") == 0
    assert "О выпуске" not in page.frames[1].content()
    assert "Просмотр дайджеста" not in page.frames[1].content()
    page.close()


def test_a_foreign_name_of_this_computer_is_refused(desk):
    page = desk.page.context.new_page()
    port = urlsplit(desk.link).port

    assert page.goto(f"http://evil.test:{port}/").status == 421
    assert page.goto(f"http://evil.test:{port}/start").status == 421
    page.close()
