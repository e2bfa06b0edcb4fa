"""LaTeX as the MathML that the typesetter takes, and what it would print without understanding it."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ziamath.escapes import unescape
from ziamath.tex import tex2mml
from ziamath.zmath import denamespace

from nnviz.figures.formula_font import tabular_font

_SCRIPTED = {"msub", "msup", "msubsup"}
_KEPT = {"mo", "mstyle"}


def mathml(latex: str) -> Element:
    """Return the MathML of a formula, with no more rows in rows than it needs.

    The typesetter measures every row twice, so that each level of nesting doubles its work.

    Raises
    ------
    Exception
        Whatever latex2mathml raises for LaTeX that is not well formed.
    """
    root = denamespace(ElementTree.fromstring(unescape(tex2mml(latex))))
    _collapse(root)
    return root[0] if len(root) == 1 and root[0].tag == "mrow" else root


def unknown_commands(latex: str) -> list[str]:
    r"""Return what would be printed as it stands: unknown commands, and signs that the font lacks.

    ``unknown_commands(r"\foo x")`` is ``[r"\foo"]``.
    """
    font = tabular_font()
    unknown = []
    for element in mathml(latex).iter():
        text = (element.text or "").strip()
        if text.startswith("\\"):
            unknown.append(text)
        else:
            unknown += [sign for sign in text if not sign.isspace() and font.glyphindex(sign) == 0]
    return unknown


def _collapse(parent: Element) -> None:
    """Replace each row of one element by that element, where this cannot change the picture.

    A lone operator has other spaces inside a row than outside; a style is about to be replaced by
    what it holds; and a script is placed differently when it is a row.
    """
    for position, child in enumerate(list(parent)):
        _collapse(child)
        is_script = parent.tag in _SCRIPTED and position > 0
        if child.tag == "mrow" and len(child) == 1 and child[0].tag not in _KEPT and not is_script:
            only = child[0]
            for name, value in child.attrib.items():
                only.attrib.setdefault(name, value)
            parent[position] = only
