"""Why training diverged: the first number that is not finite, what led up to it, how long the step was."""

from core.diagnosis.diagnosis import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
