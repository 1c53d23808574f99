"""What a mistake in a template means, in Russian, and where it stands.

Jinja speaks English, of its own insides; whoever changes a theme has seen neither.
"""

import re
from collections.abc import Callable, Iterable
from decimal import InvalidOperation
from pathlib import Path

import jinja2

from generator.problems import nearest
from generator.rendering.filters import FILTERS
from generator.theme import Theme

# What a mistake in a template raises: Jinja's own errors, and Python's for a wrong operation or value.
MISTAKES = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
)


def _quotes(found: re.Match[str]) -> str:
    sign = found[1]
    if sign in "«»„“”‘’":
        return f"в теге стоит кавычка {sign}: внутри {{{{ }}}} и {{% %}} кавычки прямые, \" или '"
    return f"в теге стоит лишний знак {sign}"


def _unclosed(found: re.Match[str]) -> str:
    return f"«{{% {found[2]} %}}» не закрыт: добавьте «{{% {found[1].split(chr(39))[-2]} %}}»"


def _unknown_tag(found: re.Match[str]) -> str:
    near = nearest(found[1], _TAGS)
    return f"тега «{found[1]}» нет" + (f". Возможно, «{near}»" if near else "")


def _unknown_filter(found: re.Match[str]) -> str:
    return missing_filter(found[1], FILTERS)


def missing_filter(name: str, known: Iterable[str]) -> str:
    """That there is no filter of this name, with the nearest right one."""
    if name == "safe":
        return "фильтра «safe» здесь нет: знаки разметки в данных всегда экранируются"
    near = nearest(name, known)
    return f"фильтра «{name}» нет" + (f". Возможно, «{near}»" if near else ". Какие есть: digest theme vars")


_TAGS = (
    *("if", "elif", "else", "endif", "for", "endfor", "block", "endblock", "include", "extends", "import", "from"),
    *("macro", "endmacro", "set", "endset", "call", "endcall", "filter", "endfilter", "with", "endwith", "do"),
    *("raw", "endraw"),
)
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"unexpected char ['\"](.)['\"] at \d+", _quotes),
    (
        r"Unexpected end of template\. Jinja was looking for the following tags: (.+?)\. "
        r"The innermost block that needs to be closed is '(\w+)'",
        _unclosed,
    ),
    (
        r"Encountered unknown tag '(\w+)'\. Jinja was looking for the following tags: (.+?)\. "
        r"The innermost block that needs to be closed is '(\w+)'",
        lambda m: f"«{{% {m[1]} %}}» не на месте: ещё не закрыт «{{% {m[3]} %}}»" if m[1] in _TAGS else _unknown_tag(m),
    ),
    (
        r"Encountered unknown tag '(\w+)'\. You probably made a nesting mistake\..*"
        r"The innermost block that needs to be closed is '(\w+)'",
        lambda m: f"«{{% {m[1]} %}}» не на месте: ещё не закрыт «{{% {m[2]} %}}»",
    ),
    (r"Encountered unknown tag '(\w+)'", _unknown_tag),
    (r"No filter named '([^']*)'", _unknown_filter),
    (r"No test named '([^']*)'", lambda m: f"проверки «{m[1]}» нет"),
    (r"unexpected end of template, expected '?(.+?)'?\.?$", lambda m: f"тег не закрыт: ожидается «{m[1]}»"),
    (r"Unexpected end of template", lambda m: "шаблон кончился раньше времени: закройте теги"),
    (r"Missing end of comment tag", lambda m: "примечание «{#» не закрыто: добавьте «#}»"),
    (r"Missing end of raw directive", lambda m: "«{% raw %}» не закрыт: добавьте «{% endraw %}»"),
    (
        r"expected token '(end of .+?)', got '='",
        lambda m: f"ожидается «{_token(m[1])}», а стоит «=»: сравнивают двумя такими знаками, «==»",
    ),
    (r"expected token '(.+?)', got '(.+?)'", lambda m: f"ожидается «{_token(m[1])}», а стоит «{_token(m[2])}»"),
    (r"unexpected '/'", lambda m: "лишнее «/»: закройте перед ним тег, «}}» или «%}»"),
    (r"unexpected '(.+?)'", lambda m: f"лишнее «{m[1]}»"),
    (r"Expected an expression, got '(.+?)'", lambda m: f"ожидается значение, а стоит «{_token(m[1])}»"),
    (r"block '(\w+)' defined twice", lambda m: f"блок «{m[1]}» объявлен дважды"),
    (r"extended multiple times", lambda m: "extends в шаблоне бывает один"),
    (r"'(\w+)' is undefined", lambda m: f"имени «{m[1]}» нет"),
    (r"access to attribute '(\w+)' of .* is unsafe", lambda m: f"«{m[1]}» шаблону недоступно"),
    (r".* is not safely callable", lambda m: "этого шаблон вызвать не может. Что может: digest theme vars"),
    (r"the template .* does not export the requested name '(\w+)'", lambda m: f"макроса «{m[1]}» там нет"),
    (r"No \w+ item, sequence was empty", lambda m: "список пуст. Спросите о нём раньше: {% if список %}"),
    (r"No default is set|the required block", lambda m: "обязательный блок не заполнен"),
    (r"Invalid character in attribute name: (.*)", lambda m: f"имя свойства не годится: {m[1]}"),
)
# What Python says of a wrong value or call, in the words of templates.
_OF_PYTHON: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"(?:\w+\.)*(\w+)\(\) takes .*positional argument",
        lambda m: (
            f"у «{m[1]}» столько значений без имени не бывает: назовите их, как в digest theme vars: имя=значение"
        ),
    ),
    (
        r"(?:\w+\.)*(\w+)\(\) missing \d+ required positional arguments?: (.+)",
        lambda m: f"у «{m[1]}» не хватает значений: {m[2].replace(' and ', ', ')}",
    ),
    (r"(?:\w+\.)*(\w+)\(\) got an unexpected keyword argument '(\w+)'", lambda m: f"у «{m[1]}» нет «{m[2]}»"),
    (
        r"can only concatenate|unsupported operand type\(s\) for \+",
        lambda m: "текст соединяют с числом знаком ~, а не +",
    ),
    (r"macro None takes not more", lambda m: "блоку дают значение, а имени для него нет: пишут {% call(line) … %}"),
    (r"macro '(\w+)' takes not more", lambda m: f"макросу «{m[1]}» дано больше значений, чем он берёт"),
    (r"'NoneType' object ", lambda m: "значения здесь нет. Спросите о нём раньше: {% if значение %}"),
    (r"Invalid isoformat string: (.+)", lambda m: f"дата пишется ГГГГ-ММ-ДД, а стоит {m[1]}"),
    (r"a figure is a Decimal or an int, not (.+)", lambda m: f"здесь нужно число, а стоит {m[1]}"),
)
_TOKENS = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "end of template": "конец шаблона",
    "name": "имя",
    "string": "текст в кавычках",
    "integer": "число",
}


def _token(name: str) -> str:
    return _TOKENS.get(name, name)


def cause(error: BaseException) -> str:
    """What an error says, in Russian wherever it is known; what speaks of the depths of Python is said plainly."""
    match error:
        case jinja2.TemplateNotFound():
            return f"нет шаблона «{error.name}». Проверьте имя: файлы зовут так, как они лежат в папке темы"
        case jinja2.TemplateError():
            return _russian(error.message or type(error).__name__)
        case RecursionError():
            return (
                "шаблон включает или вызывает сам себя. Шаблон того же имени из другой темы зовут с её именем: "
                '{% extends "default:digest.html" %}'
            )
        case MemoryError():
            return "шаблону не хватило памяти: он не останавливается"
        case UnicodeDecodeError():
            return "файл не в кодировке UTF-8"
        case OverflowError() if str(error).isascii() is False:
            return str(error)
        case ValueError() if "Invalid character in attribute name" in str(error):
            return _russian(str(error))
        case ZeroDivisionError() | InvalidOperation():  # the second for zero by zero
            return "деление на ноль"
        case _:
            said = _translated(str(error), _OF_PYTHON)
            return f"с таким значением этого не сделать ({error})" if said is None else said


def _russian(message: str) -> str:
    said = _translated(message, _SAID)
    return message if said is None else said


def _translated(message: str, known: Iterable[tuple[str, Callable[[re.Match[str]], str]]]) -> str | None:
    found = ((re.match(pattern, message, re.S), said) for pattern, said in known)
    return next((said(match) for match, said in found if match), None)


def place(error: BaseException, theme: Theme) -> tuple[str, int]:
    """Template and line of an error, from the error itself or from the deepest template frame; or nothing."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return str(error.name), error.lineno
    found = ("", 0)
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        for folder in theme.folders:
            if file.is_relative_to(folder):
                found = (_called(file, folder, theme), trace.tb_lineno)
        trace = trace.tb_next
    return found


def _called(file: Path, folder: Path, theme: Theme) -> str:
    """How templates call a file of a theme: by its name, which means the nearest, else with that of its theme."""
    name = file.relative_to(folder).as_posix()
    nearest_one = next(one for one in theme.folders if (one / name).is_file())
    return name if nearest_one == folder else f"{folder.name}:{name}"
