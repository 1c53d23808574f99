"""The command `digest`: thin, in Russian, and quick to answer `--help`.

Exit codes: 0 done; 1 done, with findings of level error, or with differences found by `verify`; 2 bad
usage or settings, or nothing usable; 3 done without some records, each of them named. A defect of the
program itself ends with 70, a mailing whose server is away with 75, and work that a person stopped with
Ctrl-C with 130; 141 when whoever read the output stopped reading.
"""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Sequence

from generator import __version__, files
from generator.cli import digests, mailing, records, themes
from generator.cli.arguments import BROKEN, STOPPED, UNHEARD, UNUSABLE, Parser
from generator.errors import GeneratorError

# What a command need not look for: a name longer than the system takes, an output that takes no more, another's file.
_OF_THE_SYSTEM = (errno.ENAMETOOLONG, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EPERM, errno.EROFS)

DESCRIPTION = """Сводный дайджест: из записей по отчётам пресс-служб — один документ в Word и PDF."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    if sys.stdout is None or sys.stderr is None:  # closed by `>&-`
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not be UTF-8
    try:
        _heed()
        options = _parser().parse_args(arguments)
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails again when it ends
        return UNHEARD
    except GeneratorError as error:
        print(f"Ошибка. {error}", file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        if error.errno not in _OF_THE_SYSTEM:
            return _broken()
        cause = files.remedy(error)
        place = f"«{os.fsdecode(error.filename)[:200]}»: {cause}" if error.filename else cause[0].upper() + cause[1:]
        print(f"Ошибка. {place}.", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("Остановлено. Прежние файлы целы.", file=sys.stderr)
        return STOPPED
    except Exception:
        return _broken()


def _heed() -> None:
    """Let the end of a session, a closed terminal and `kill` stop the work as Ctrl-C does: nothing is left behind."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(number, signal.default_int_handler)


def _broken() -> int:
    traceback.print_exc()
    print("Ошибка в самой программе. Прежние файлы целы; передайте текст выше разработчику.", file=sys.stderr)
    return BROKEN


def _parser() -> Parser:
    parser = Parser(prog="digest", description=DESCRIPTION)
    parser.add_argument(
        "--version", action="version", version=f"regional-digest {__version__}", help="показать версию программы"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="команда", title="команды")
    digests.add(commands)
    records.add(commands)
    mailing.add(commands)
    digests.add_cache(commands)
    themes.add(commands)
    return parser
