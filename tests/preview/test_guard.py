"""Who is let in: each attack is one request of a hostile page, or of a program beside the browser."""

import asyncio
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import unquote

import pytest

from generator.preview.app import Preview, application
from generator.preview.composing import Composer
from generator.preview.guard import Guard
from generator.preview.wanted import Wanted

PORT = 8780
HOST = f"127.0.0.1:{PORT}"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Browser:
    """Sends a request as it is: a client library would tidy up the hostile ones."""

    guard: Guard
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, method: str = "GET", kind: str = "http", hosts=(HOST,), **headers: str) -> Answer:
        sent = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = address.removeprefix(f"http://{HOST}").partition("?")
        scope = {
            "type": kind,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()]
            + [(b"host", host.encode()) for host in hosts],
        }
        told: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            await asyncio.Event().wait()  # it has nothing more to say, and does not leave
            raise AssertionError

        async def send(message: dict[str, object]) -> None:
            told.append(message)

        asyncio.run(self.guard(scope, receive, send))
        if kind == "websocket":
            return Answer(int(told[0]["code"]), {}, b"")
        got = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        for name, cookie in SimpleCookie(got.get("set-cookie", "")).items():
            self.cookies[name] = cookie.value
        return Answer(told[0]["status"], got, b"".join(message.get("body", b"") for message in told[1:]))


@pytest.fixture(scope="module")
def preview(furnish, tmp_path_factory: pytest.TempPathFactory) -> Preview:
    home = furnish(tmp_path_factory.mktemp("guard"))
    wanted = Wanted(home / "input", str(home / "templates/own"))
    preview = Preview(wanted)
    preview._take(Composer(wanted).compose())
    return preview


@pytest.fixture
def guard(preview: Preview) -> Guard:
    return Guard(application(preview), PORT)


@pytest.fixture
def stranger(guard: Guard) -> Browser:
    return Browser(guard)


@pytest.fixture
def owner(guard: Guard) -> Browser:
    """The browser that has opened the link."""
    browser = Browser(guard)
    browser.ask(guard.link)
    return browser


ADDRESSES = ["/", "/page.js", "/page.css", "/fonts.css", "/frame", "/font/0", "/pdf", "/events", "/sheet/0/0"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_shown_without_the_link(stranger, address):
    answer = stranger.ask(address)

    assert answer.status == 403
    assert "терминале" in answer.text


def test_the_link_opens_the_page_and_gives_a_cookie_that_no_script_and_no_other_site_gets(guard, stranger):
    answer = stranger.ask(guard.link)

    [cookie] = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert cookie["httponly"]
    assert cookie["samesite"] == "strict"
    assert not cookie["domain"]
    assert stranger.ask("/").status == 200


def test_the_link_serves_one_browser(guard, owner):
    second = Browser(guard)

    assert second.ask(guard.link).status == 403
    assert "уже открыта" in second.ask(guard.link).text
    assert owner.ask(guard.link).headers["location"] == "/"


@pytest.mark.parametrize("token", ["", "x", "%00", "й", "x" * 100_000])
def test_a_guessed_token_opens_nothing_and_spends_nothing(guard, stranger, token):
    assert stranger.ask(f"/start?token={token}").status == 403
    assert stranger.ask(guard.link).status == 303


def test_a_look_ahead_of_a_messenger_does_not_spend_the_link(guard, stranger):
    stranger.ask(guard.link, "HEAD")

    assert stranger.ask(guard.link).status == 303


@pytest.mark.parametrize(
    "host", ["evil.test", f"evil.test:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "", f"127.0.0.1:{PORT}@evil.test"]
)
@pytest.mark.parametrize("address", ["/", "/frame", "/start"])
def test_a_foreign_name_of_the_host_is_refused(owner, host, address):
    assert owner.ask(address, hosts=[host]).status == 421


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_request_of_another_page_is_refused_even_with_the_cookie(owner, site):
    assert owner.ask("/frame", sec_fetch_site=site).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_open_the_link_for_itself(guard, stranger, site):
    assert stranger.ask(guard.link, sec_fetch_site=site).status == 403
    assert stranger.ask(guard.link, sec_fetch_site="none").status == 303


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_sent(owner, method):
    assert owner.ask("/", method, origin=f"http://{HOST}").status == 405


@pytest.mark.parametrize(
    "address",
    [
        "/../pyproject.toml",
        "/%2e%2e/%2e%2e/etc/hostname",
        "/page.html",
        "/font/../../theme.yaml",
        "/font/%2e%2e%2ftheme.yaml",
        "/font/-1",
        "/font/999",
        "/font/0x0",
        "/frame/../input/settings.toml",
        "/sheet/0/-1",
        "/sheet/99999999999999999999/0",
        "/sheet/1/0/..",
        "//etc/hostname",
        "/input/settings.toml",
    ],
)
def test_only_what_is_named_is_served(owner, address):
    answer = owner.ask(address)

    assert answer.status == 404
    assert "title =" not in answer.text


@pytest.mark.parametrize("address", ["/", "/page.js", "/frame", "/font/0", "/nothing", "/start"])
def test_every_answer_forbids_guessing_framing_and_keeping(owner, address):
    headers = owner.ask(address).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    ancestors = "'self'" if address == "/frame" else "'none'"
    assert f"frame-ancestors {ancestors}" in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_digest_may_run_nothing_and_load_nothing_from_elsewhere(owner):
    policy = owner.ask("/frame").headers["content-security-policy"]

    assert "script" not in policy
    assert policy.endswith("sandbox allow-same-origin")
    assert 'sandbox="allow-same-origin"' in owner.ask("/").text


def test_a_request_without_a_host_or_with_two_is_refused(guard, owner):
    for hosts in ([], [f"127.0.0.1:{PORT}", "evil.test"]):
        assert owner.ask("/", hosts=hosts).status == 421


def test_the_page_has_the_fonts_of_the_theme(owner):
    assert owner.ask("/font/0").body == (ROOT / "templates/default/fonts/PTF55F.ttf").read_bytes()
    assert owner.ask("/fonts.css").text.count("PT Sans") == 3
    assert "PT Serif" not in owner.ask("/fonts.css").text


def test_a_websocket_is_refused(owner):
    assert owner.ask("/events", kind="websocket").status == 1008
