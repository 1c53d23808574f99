"""The local page: what it shows, and the addresses that it asks."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from generator import settings
from generator.errors import GeneratorError
from generator.preview.composing import Attempt, Composer, Edition
from generator.preview.pdf import Sheets, Size
from generator.preview.wanted import Wanted
from generator.preview.watching import changes
from generator.preview.worker import Stopped, Worker
from generator.theme import Theme

COMPOSING, PRINTING, DRAWING = 60, 900, 60  # seconds until the work is given up
GRACE = 1  # seconds that work on files of before may still take
PING = 15  # seconds of silence after which a browser is asked whether it is still there
HERE = Path(__file__).parent

OURS = "PT Sans"  # the font of the page around, when the theme has it

# The digest in its frame: nothing runs in it (no `allow-scripts`), nothing leaves it, and nothing comes from
# elsewhere. It keeps its origin, so that the page around it may read how far it is scrolled; without scripts it
# cannot use it itself.
FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)


class Preview:
    """The digest as it stands now, for those who look: composed anew after every change."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.edition: Edition | None = None  # the last one that was whole
        self.version = 0  # of the edition
        self.sheets: list[Size] = []
        self.printed = 0  # version of the edition whose sheets are there
        self._problem = ""
        self._busy = True
        self._folders = _folders(wanted)
        self._told = asyncio.Condition()
        self._turn = 0  # grows with everything there is to tell
        self._stop = asyncio.Event()
        self._printing = asyncio.Lock()
        self._composer = Worker(Composer, wanted)
        self._printer = Worker(Composer, wanted)
        self._drawer = Worker(Sheets)

    @asynccontextmanager
    async def life(self, app: Starlette) -> AsyncIterator[None]:
        """Follow the files while the application runs."""
        follower = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            await self.leave()
            await follower

    async def leave(self) -> None:
        """Stop all work, and let those go who wait for it or for news."""
        self._stop.set()
        await self._tell()
        for worker in (self._composer, self._printer, self._drawer):
            await asyncio.to_thread(worker.close)

    async def news(self) -> AsyncIterator[str]:
        """The state as it is, and again after every change of it; a comment when there is nothing to say."""
        seen = -1
        while not self._stop.is_set():
            if self._turn != seen:
                seen = self._turn
                yield f"data: {json.dumps(self._state(), ensure_ascii=False)}\n\n"
            try:
                async with asyncio.timeout(PING), self._told:
                    await self._told.wait_for(partial(self._newer, seen))
            except TimeoutError:
                yield ": \n\n"

    def _newer(self, turn: int) -> bool:
        return self._turn != turn or self._stop.is_set()

    async def print(self) -> None:
        """Have the sheets of the edition that stands now; raises `GeneratorError` or, when it changes, `Stopped`."""
        async with self._printing:
            version = self.version
            if self.printed == version:
                return
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "digest.pdf"
                await asyncio.to_thread(self._printer.call, "print", path, seconds=PRINTING)
                self.sheets = await asyncio.to_thread(self._drawer.call, "open", path, seconds=DRAWING)
            self.printed = version

    async def draw(self, number: int) -> bytes | None:
        """The picture of a sheet (from 0), or nothing for one that there is not."""
        image: bytes | None = await asyncio.to_thread(self._drawer.call, "draw", number, seconds=DRAWING)
        return image

    async def _follow(self) -> None:
        composing: asyncio.Task[None] | None = None
        async for _ in changes(self._watched, self._stop):
            if composing is not None:
                await asyncio.wait([composing], timeout=GRACE)
                if not composing.done():  # of files that have changed since; a template of then may have no end
                    self._composer.stop()
                await composing
            composing = asyncio.create_task(self._compose())
        if composing is not None:
            await composing

    async def _compose(self) -> None:
        self._busy = True
        await self._tell()
        self._printer.stop()  # it prints what is no more
        try:
            attempt = await asyncio.to_thread(self._composer.call, "compose", seconds=COMPOSING)
        except GeneratorError as error:
            attempt = Attempt((), problem=str(error))
        except Stopped:
            return
        self._take(attempt)
        await self._tell()

    def _take(self, attempt: Attempt) -> None:
        self._busy = False
        self._problem = attempt.problem
        self._folders = attempt.folders or self._folders
        if attempt.edition is not None:
            self.edition = attempt.edition
            self.version += 1

    def _watched(self) -> tuple[Path, ...]:
        return (self.wanted.input, *self._folders)

    async def _tell(self) -> None:
        async with self._told:
            self._turn += 1
            self._told.notify_all()

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"version": self.version, "busy": self._busy, "problem": self._problem}
        if self.edition is not None:
            state |= {key: getattr(self.edition, key) for key in ("theme", "draft", "reports", "observations")}
            state["remarks"] = [asdict(remark) for remark in self.edition.remarks]
        return state


def application(preview: Preview) -> Starlette:
    """Every address that there is."""

    async def frame(request: Request) -> Response:
        if (edition := preview.edition) is None:
            return PlainTextResponse("Страница ещё не составлена.\n", 404)
        html = edition.html.replace("<head>", f"<head><style>{_faces(edition)}</style>", 1)
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": FRAME})

    async def font(request: Request) -> Response:
        number: int = request.path_params["number"]
        if preview.edition is None or number >= len(preview.edition.faces):
            return PlainTextResponse("Такого шрифта нет.\n", 404)
        return FileResponse(preview.edition.faces[number][1], media_type="font/ttf")

    async def fonts(request: Request) -> Response:
        faces = _faces(preview.edition, OURS) if preview.edition else ""
        return Response(faces, media_type="text/css")

    async def events(request: Request) -> Response:
        return StreamingResponse(preview.news(), media_type="text/event-stream")

    async def pdf(request: Request) -> Response:
        try:
            await preview.print()
        except Stopped:
            return JSONResponse({"stopped": True})
        except GeneratorError as error:
            return JSONResponse({"problem": str(error)})
        return JSONResponse({"version": preview.printed, "sheets": preview.sheets})

    async def sheet(request: Request) -> Response:
        image = None
        if request.path_params["version"] == preview.printed:
            with suppress(GeneratorError, Stopped):
                image = await preview.draw(request.path_params["number"])
        if image is None:
            return PlainTextResponse("Такого листа нет.\n", 404)
        return Response(image, media_type="image/png")

    def asset(name: str, kind: str) -> Route:
        async def send(request: Request) -> Response:
            return FileResponse(HERE / "page" / name, media_type=kind)

        return Route("/" if name == "page.html" else f"/{name}", send, methods=["GET"])

    return Starlette(
        routes=[
            asset("page.html", "text/html"),
            asset("page.css", "text/css"),
            asset("page.js", "text/javascript"),
            Route("/frame", frame, methods=["GET"]),
            Route("/events", events, methods=["GET"]),
            Route("/fonts.css", fonts, methods=["GET"]),
            Route("/font/{number:int}", font, methods=["GET"]),
            Route("/pdf", pdf, methods=["GET"]),
            Route("/sheet/{version:int}/{number:int}", sheet, methods=["GET"]),
        ],
        lifespan=preview.life,
    )


def _folders(wanted: Wanted) -> tuple[Path, ...]:
    """The folders of the theme before anything is composed; while it cannot be read, those where it is looked for."""
    try:
        return Theme.load(wanted.theme or settings.load(wanted.input).theme).folders
    except GeneratorError:
        return tuple(dict.fromkeys((Path(wanted.theme or "templates"), Path("templates"))))


def _faces(edition: Edition, family: str = "") -> str:
    """The fonts of the theme for a browser: all of them or one family."""
    return "".join(
        f"@font-face{{font-family:'{font.family}';font-weight:{font.weight};font-style:{font.style};"
        f"src:url('/font/{number}')}}"
        for number, (font, _) in enumerate(edition.faces)
        if family in ("", font.family)
    )
