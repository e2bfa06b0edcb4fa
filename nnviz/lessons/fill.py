"""Numbers in a lesson's text: ``{{ z1[1] }}`` stands for what `core` computes, so that none can go wrong.

``{{ loss @ 10 }}`` is of update 10, ``{{ loss | 6 }}`` has six significant digits. Inside of a formula,
between dollar signs, the number is set as LaTeX. A number whose step lies after the horizon is refused: the
text in front of a prediction must not give it away.
"""

from __future__ import annotations

import re

from core.number_format import MINUS, format_number, latex_number
from nnviz.lessons.stage import Place, Stage, StageError

DIGITS = 4
_NUMBER = re.compile(r"\{\{([^{}|@]+)(?:@\s*(\d+)\s*)?(?:\|\s*(\d+)\s*)?\}\}")
_HYPHEN = re.compile(r"(?<![\w)}.\]-])-(?=\d)")  # of a number that is typed in the text
_PARTS = re.compile(r"(\$\$.*?\$\$|\$[^$]+\$|`[^`]*`)", re.DOTALL)


def fill(text: str, stage: Stage, update: int, horizon: Place | None = None) -> str:
    """Return Markdown with its numbers in it.

    Parameters
    ----------
    text : str
    stage : Stage
    update : int
        Of those that name none.
    horizon : Place or None
        The last place whose numbers may be told.

    Raises
    ------
    StageError
        If an expression cannot be read, or tells too much.
    """
    parts = _PARTS.split(text)
    for position, part in enumerate(parts):
        is_formula, is_code = part.startswith("$"), part.startswith("`")
        if is_code and position % 2:
            continue
        write = latex_number if is_formula and position % 2 else format_number

        def number(found: re.Match[str], write: object = write) -> str:
            expression, at = found[1].strip(), int(found[2] or update)
            if horizon is not None and stage.known_at(expression, at) > horizon:
                raise StageError(f"the text gives {expression} away before it is asked for")
            return str(write(stage.value(expression, at), int(found[3] or DIGITS)))  # type: ignore[operator]

        parts[position] = _NUMBER.sub(number, part if is_formula else _HYPHEN.sub(MINUS, part))
        if "{{" in parts[position] and not is_formula:
            raise StageError(
                f"expected {{{{ expression @ update | digits }}}}: {parts[position].strip()[:60]!r}"
            )
    return "".join(parts)
