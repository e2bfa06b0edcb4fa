"""Letters and signs as LaTeX sets them without further packages."""

from __future__ import annotations

_SPECIAL = {c: rf"\{c}" for c in "#$%&_{}"} | {
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
_TEXT = _SPECIAL | {letter: rf"$\{name}$" for letter, name in _GREEK.items()} | _SUBSCRIPTS | _SUPERSCRIPTS


def escape(text: str) -> str:
    """Return a text as LaTeX sets it; a sign that is not known is a question mark."""
    return "".join(_TEXT.get(c, c if c.isascii() or c.isalpha() else "?") for c in text)
