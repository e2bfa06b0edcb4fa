"""Words for LaTeX."""

from __future__ import annotations

import unicodedata

_SIGNS = {c: rf"\{c}" for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "|": r"$|$",
    "\N{MINUS SIGN}": "$-$",
    "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{PARTIAL DIFFERENTIAL}": r"$\partial$",
    "\N{RIGHTWARDS ARROW}": r"$\to$",
    "\N{LEFTWARDS ARROW}": r"$\leftarrow$",
    "\N{ALMOST EQUAL TO}": r"$\approx$",
    "\N{INFINITY}": r"$\infty$",
    "\N{N-ARY SUMMATION}": r"$\Sigma$",
    "\N{SQUARE ROOT}": r"$\surd$",
    "\N{HORIZONTAL ELLIPSIS}": r"\dots{}",
    "\N{VERTICAL ELLIPSIS}": r"$\vdots$",
    "\N{EN DASH}": "--",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{SCRIPT SMALL L}": r"$\ell$",
    "\N{PRIME}": "$'$",
    "\N{VULGAR FRACTION ONE HALF}": r"$\frac12$",
    "\N{CHECK MARK}": r"$\surd$",
    "\N{BALLOT X}": r"$\times$",
    "\N{BLACK DIAMOND}": r"$\diamond$",
    "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}": r"$\triangleright$",
    "\N{BLACK DOWN-POINTING SMALL TRIANGLE}": r"$\bigtriangledown$",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{COMBINING TILDE}": "",
    "\N{LATIN SMALL LETTER A WITH TILDE}": r"$\tilde a$",
}
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ϵ": "epsilon", "η": "eta",
    "θ": "theta", "λ": "lambda", "μ": "mu", "ρ": "rho", "σ": "sigma", "ψ": "psi", "Δ": "Delta", "Π": "Pi",
    "Σ": "Sigma",
}  # fmt: skip
_SUBSCRIPTS = {chr(0x2080 + digit): f"$_{digit}$" for digit in range(10)}
_SUPERSCRIPTS = {
    sign: f"$^{{{plain}}}$" for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾", "0123456789-()", strict=True)
}
_TEXT = _SIGNS | {letter: rf"$\{name}$" for letter, name in _GREEK.items()} | _SUBSCRIPTS | _SUPERSCRIPTS
_LETTERS = "ßæÆœŒøØåÅłŁ¡¿"
_ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0308\u030c")  # ` ´ ^ ~ ¨ and the caron


def escape(text: str) -> str:
    """Return text that LaTeX sets as it is; a letter that it cannot set without a package becomes ``?``."""
    return "".join(_TEXT.get(c, c if _is_known(c) else "?") for c in unicodedata.normalize("NFC", text))


def _is_known(c: str) -> bool:
    """Tell whether LaTeX has the letter without a package: it puts accents on letters by itself."""
    if c.isascii() or c in _LETTERS:
        return c.isprintable()
    parts = unicodedata.normalize("NFD", c)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _ACCENTS
