"""The styles of a page, in the memory that they need."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from weasyprint.css import StyleFor


class Styles(StyleFor):  # type: ignore[misc]  # WeasyPrint has no type annotations
    """The style of each element. What rules say of an element is forgotten as soon as its style is made of it.

    WeasyPrint keeps it until all are made: of a long table that is three times what its boxes take later.
    """

    def __init__(self, html: Any, sheets: Any, hints: Any, fonts: Any, targets: Any) -> None:
        root = html.wrapper_element
        elements = root.iter_subtree()
        alone = _shared(StyleFor.set_computed_styles)
        with (
            patch.object(StyleFor, "set_computed_styles", alone),
            patch.object(root, "iter_subtree", lambda: self._settled(elements, html, targets)),
        ):
            super().__init__(html, sheets, hints, fonts, targets)

    def _settled(self, elements: Iterator[Any], html: Any, targets: Any) -> Iterator[Any]:
        """The elements in order, each with its pseudo-elements done before the next."""
        said = self._cascaded_styles  # the last belong to the last element
        for wrapper in elements:
            yield wrapper
            element = wrapper.etree_element
            while said:
                owner, pseudo = next(reversed(said))
                if owner is not element:
                    break
                if pseudo:
                    self.set_computed_styles(
                        element,
                        pseudo_type=pseudo,
                        root=html.etree_element,
                        parent=element,
                        base_url=html.base_url,
                        target_collector=targets,
                    )
                del said[owner, pseudo]


def _shared(alone: Any) -> Any:
    """Let equal elements share a style though the rows above them have labels, and pseudo-elements as well.

    WeasyPrint lets equal children of one style share theirs; a row with a label of its own has its own style, and so
    has each of its cells, each with six pseudo-elements that nobody uses. That is two thirds of what a long
    table takes before it is laid out. A label is not inherited.
    """
    plain: dict[Any, Any] = {}  # a style without a label, by what it is made from
    first: dict[Any, Any] = {}  # any style, likewise
    like: dict[int, Any] = {}  # a style: the first that gives the same to what is inside

    def set_styles(
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        styles = self.get_computed_styles()
        if parent is None or (parent, None) not in styles:
            alone(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        declared = self.get_cascaded_styles().get((element, pseudo_type), {})
        above = styles[parent, None]
        # Values are those of the sheets, or are kept by the style that was made of them: no two have one identity.
        key = (
            id(like.get(id(above), above)),
            pseudo_type,
            *((name, id(value), weight) for name, (value, weight) in declared.items() if name != "anchor"),
        )
        if "anchor" not in declared and key in plain:
            styles[element, pseudo_type] = plain[key]
            return
        alone(self, element, parent, root, pseudo_type, base_url, target_collector)
        style = styles[element, pseudo_type]
        if "anchor" not in declared:
            plain[key] = style
        if pseudo_type is None:
            like[id(style)] = first.setdefault(key, style)

    return set_styles
