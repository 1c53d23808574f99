"""Who may look: the browser of whoever started the command, and no other page that is open in it.

A server on 127.0.0.1 is within reach of every page of the browser. So a request must name this very host
(or a foreign name that resolves to 127.0.0.1 would make the page its own: DNS rebinding), must come from
our page or from the address bar (Fetch Metadata, `Sec-Fetch-Site`), and must bear the cookie that the
link from the terminal gave, once. Nothing is ever changed by a request, so only GET and HEAD exist.
"""

import hmac
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

START = "/start"

# What any answer says, unless it says otherwise itself.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

CLOSED = "Откройте ссылку, которую программа напечатала в терминале.\n"
USED = "Эта ссылка уже открыта. Чтобы получить новую, остановите просмотр (Ctrl-C) и запустите его снова.\n"


class Guard:
    """Lets the right requests through to an application, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._cookie = f"preview-{port}"  # browsers do not tell ports apart in cookies
        self._session = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)
        self.link = f"http://127.0.0.1:{port}{START}?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nobody here speaks over a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (self._answer(Request(scope)) or self._app)(scope, receive, guarded)

    def _answer(self, request: Request) -> Response | None:
        """The answer to a request that must not get through, and to the link."""
        headers = request.headers
        if len(headers.getlist("host")) != 1 or headers["host"].lower() not in self._hosts:
            return PlainTextResponse("Просмотр открывается только по адресу 127.0.0.1.\n", 421)
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Здесь только смотрят.\n", 405, {"Allow": "GET, HEAD"})
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("Запрос пришёл с чужой страницы.\n", 403)
        known = _same(request.cookies.get(self._cookie, ""), self._session)
        if request.url.path == START and request.method == "GET":
            return self._started(request.query_params.get("token", ""), known)
        return None if known else PlainTextResponse(CLOSED, 403)

    def _started(self, token: str, known: bool) -> Response:
        """Give the cookie for the token, once; who has the cookie goes straight to the page."""
        if not known:
            if not self._token:
                return PlainTextResponse(USED, 403)
            if not _same(token, self._token):
                return PlainTextResponse(CLOSED, 403)
            self._token = ""
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict")
        return answer


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
