"""The complementary error function of arrays, which NumPy lacks."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

# Rational approximations from Cephes, ndtr.c (Moshier, 1989), highest power first.
_MIDDLE_TOP = (
    2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687,
    4.86371970985681366614e1, 1.96520832956077098242e2, 5.26445194995477358631e2,
    9.34528527171957607540e2, 1.02755188689515710272e3, 5.57535335369399327526e2,
)  # fmt: skip
_MIDDLE_BOTTOM = (
    1.0, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2,
    9.75708501743205489753e2, 1.82390916687909736289e3, 2.24633760818710981792e3,
    1.65666309194161350182e3, 5.57535340817727675546e2,
)  # fmt: skip
_FAR_TOP = (
    5.64189583547755073984e-1, 1.27536670759978104416, 5.01905042251180477414,
    6.16021097993053585195, 7.40974269950448939160, 2.97886665372100240670,
)  # fmt: skip
_FAR_BOTTOM = (
    1.0, 2.26052863220117276590, 9.39603524938001434673, 1.20489539808096656605e1,
    1.70814450747565897222e1, 9.60896809063285878198, 3.36907645100081516050,
)  # fmt: skip
_NEAR_TOP = (
    9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3,
    7.00332514112805075473e3, 5.55923013010394962768e4,
)  # fmt: skip
_NEAR_BOTTOM = (
    1.0, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3,
    2.26290000613890934246e4, 4.92673942608635921086e4,
)  # fmt: skip
_LARGEST = 27.0  # beyond it erfc is below the smallest float64


def erfc(x: Array) -> Array:
    """Return 1 - erf(x), to 1e-13 relative, also where it is tiny.

    Parameters
    ----------
    x : array, any shape
    """
    size = np.minimum(np.abs(x), _LARGEST)
    near = np.minimum(size, 1.0)
    middle = np.minimum(size, 8.0)
    far = np.maximum(size, 8.0)
    ratio = np.where(
        size < 8,
        _polynomial(middle, _MIDDLE_TOP) / _polynomial(middle, _MIDDLE_BOTTOM),
        _polynomial(far, _FAR_TOP) / _polynomial(far, _FAR_BOTTOM),
    )
    tail = np.exp(-(size**2)) * ratio
    erf = near * _polynomial(near**2, _NEAR_TOP) / _polynomial(near**2, _NEAR_BOTTOM)
    positive = np.where(size < 1, 1 - erf, tail)
    return np.where(x < 0, 2 - positive, positive)


def _polynomial(x: Array, coefficients: tuple[float, ...]) -> Array:
    """Return the polynomial by Horner's rule."""
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total
