"""Words for LaTeX."""

from __future__ import annotations

import pytest

from nnviz.exporters.latex_text import escape


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("plain words: 1 + 1", "plain words: 1 + 1"),
        ("50 % of a_1 & {b} #3 $", r"50 \% of a\_1 \& \{b\} \#3 \$"),
        ("a\\b ~ c^2", r"a\textbackslash{}b \textasciitilde{} c\textasciicircum{}2"),
        ("1 − x < y | z", "1 $-$ x $<$ y $|$ z"),
        ("“mean”", "``mean''"),
        ("Müller, Ångström, naïve, Škoda, ß", "Müller, Ångström, naïve, Škoda, ß"),
        ("Mu\N{COMBINING DIAERESIS}ller", "Müller"),
        ("語 \N{EN DASH} \x07", "? -- ?"),
    ],
)
def test_what_latex_would_take_amiss_is_written_for_it(text: str, latex: str) -> None:
    assert escape(text) == latex
