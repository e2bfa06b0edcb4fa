"""A worksheet as a LaTeX document that needs amsmath alone."""

from __future__ import annotations

from collections.abc import Iterator

from core.formula import Formula
from nnviz.exporters.latex_text import escape
from nnviz.exporters.worksheet.drawing import drawing
from nnviz.exporters.worksheet.given import given
from nnviz.exporters.worksheet.sheet import Exercise, Sheet

_PAPERS = {"a4": "a4paper", "letter": "letterpaper"}
_BOX = r"\blank{}"
_HEAD = r"""\documentclass[{paper},11pt]{{article}}
\usepackage[utf8]{{inputenc}}
\usepackage{{amsmath}}
% Margins of 20 mm.
\setlength{{\hoffset}}{{-1in}} \setlength{{\voffset}}{{-1in}}
\setlength{{\oddsidemargin}}{{20mm}}
\setlength{{\textwidth}}{{\paperwidth}} \addtolength{{\textwidth}}{{-40mm}}
\setlength{{\topmargin}}{{20mm}} \setlength{{\headheight}}{{0pt}} \setlength{{\headsep}}{{0pt}}
\setlength{{\textheight}}{{\paperheight}} \addtolength{{\textheight}}{{-50mm}}
\setlength{{\parindent}}{{0pt}} \setlength{{\footskip}}{{12mm}}
\raggedright \raggedbottom
% A number to fill in, smaller in an exponent.
\newcommand{{\widebox}}{{\framebox[12mm]{{\rule[-1.2mm]{{0pt}}{{4.8mm}}}}}}
\newcommand{{\smallbox}}{{\raisebox{{0.8mm}}{{\framebox[10mm]{{\rule[-0.6mm]{{0pt}}{{3mm}}}}}}}}
\newcommand{{\blank}}{{\mathchoice{{\widebox}}{{\widebox}}{{\smallbox}}{{\smallbox}}}}
\newcommand{{\room}}{{\vspace{{{room:g}mm}}}} % to reckon
\begin{{document}}
"""


def latex_document(sheet: Sheet, paper: str, room: float) -> str:
    """Return the document: the sheet, and its key on a page of its own.

    Parameters
    ----------
    paper : str
        ``a4`` or ``letter``.
    room : float
        Millimetres to reckon below each number to fill in.
    """
    return _HEAD.format(paper=_PAPERS[paper], room=room) + "\n".join(
        [*_beginning(sheet), *_exercises(sheet), *_key(sheet), r"\end{document}", ""]
    )


def _beginning(sheet: Sheet) -> Iterator[str]:
    mark = f"{{\\normalsize {escape(sheet.mark)}}}" if sheet.mark else ""
    yield rf"{{\Large\bfseries {escape(sheet.title)}}}\hfill {mark}\par\medskip"
    yield r"Name: \hrulefill\quad Date: \rule{30mm}{0.4pt}\par\medskip"
    yield escape(sheet.task_words) + r"\par\medskip"
    yield drawing(sheet)
    yield escape(sheet.recipe_words) + r".\par\medskip"
    yield " \\quad\n".join(rf"\mbox{{${formula.latex}$}}" for formula in given(sheet)) + r"\par"


def _exercises(sheet: Sheet) -> Iterator[str]:
    """Yield the exercises, two beside one another."""
    for heading, exercises in sheet.phases:
        yield rf"\section*{{{heading}}}"
        for left in range(0, len(exercises), 2):
            pair = [_exercise(sheet, exercise) for exercise in exercises[left : left + 2]]
            yield "\\hfill\n".join(pair) + r"\par\medskip"


def _exercise(sheet: Sheet, exercise: Exercise) -> str:
    told = exercise.explanation
    lines = [_inline(sheet.formula(exercise, _BOX))]
    if exercise.number:
        title = rf"{{\small\textbf{{{exercise.number}}}\quad {escape(told.title)}}}"
        lines = [title, *lines] if told.is_bare else [title, _inline(told.symbols), *lines, r"\room"]
    body = "\\par\\smallskip\n".join(lines)
    return rf"\begin{{minipage}}[t]{{0.48\textwidth}}\raggedright {body}\end{{minipage}}"


def _key(sheet: Sheet) -> Iterator[str]:
    yield rf"\newpage {{\Large\bfseries Key: {escape(sheet.title)}}}\hfill {escape(sheet.mark)}\par"
    for heading, exercises in sheet.phases:
        answers = [
            rf"\makebox[0.33\textwidth][l]{{\textbf{{{each.number}}}\quad ${sheet.answer(each).latex}$}}"
            for each in exercises
            if each.number
        ]
        if answers:
            # The fraction's height as a strut; the empty group lets a line end after every third box.
            yield (
                rf"\section*{{{heading}}}"
                + "\n"
                + "\\hspace{0pt}\\rule{0pt}{6.5mm}%\n".join(answers)
                + r"\par"
            )


def _inline(formula: Formula) -> str:
    """Return a formula as text that may be broken between its chunks."""
    return " ".join(rf"$\displaystyle {_spaced(chunk.latex)}$" for chunk in formula.chunks)


def _spaced(latex: str) -> str:
    """Return a chunk with something to stand beside at its ends, so that its operators keep their spaces."""
    before = "{}" if latex.startswith(("+", "=")) else ""
    return f"{before}{latex}{'{}' if latex.endswith('=') else ''}"
