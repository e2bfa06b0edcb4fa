"""Lessons for the tests: written into a folder, broken on purpose."""

from __future__ import annotations

from pathlib import Path

LESSON = """\
+++
project = "mazur"
order = 3
headings = ["Backpropagation"]
+++
# A lesson

What it is about.
"""
READ = """\
+++
cursor = { after = "z1[1]" }
+++
# Read

The sum is {{ z1[1] }}, and $z = {{ z1[1] | 2 }}$.
"""
NUMBER = """\
+++
cursor = { before = "delta2[1]" }
select = "a2[1]"

[predict]
answer = "delta2[1]"
+++
# Predict

## Question
How large?

## Hint
It is positive.

## Solution
{{ delta2[1] }}.
"""
CHOICE = """\
+++
cursor = { before = "theta_W1[1, 1]" }

[predict]
choices = ["theta_W1[1, 1] < W1[1, 1]", "theta_W1[1, 1] >= W1[1, 1]"]
+++
# Choose

## Question
Where does it go?

## Choices
- Down.
- Up, or nowhere.

## Solution
Down.
"""
MAKE = """\
+++
[make]
condition = "a2[1] > 0.9"

[make.solution.change]
"network.parameters[1].biases[0]" = 5.0
+++
# Make

## Question
Make it happen.

## Solution
A large bias.
"""
SPOT = """\
+++
cursor = { at = "end" }

[spot]
plant = { key = "derivative_missing", layer = 2 }
candidates = [{ key = "update_sign" }, { key = "derivative_missing", layer = 2 }]
+++
# Spot

## Question
Which?

## Solution
The derivative.
"""
PAGES = {"01-read": READ, "02-number": NUMBER, "03-choice": CHOICE, "04-make": MAKE, "05-spot": SPOT}


def write_lesson(folder: Path, pages: dict[str, str] | None = None, lesson: str = LESSON) -> Path:
    """Write a lesson and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lesson.md").write_text(lesson, encoding="utf-8")
    for name, text in (PAGES if pages is None else pages).items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder
