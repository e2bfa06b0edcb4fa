"""Draw every figure of a lecture on backpropagation: ``python figures.py PROJECT FOLDER``.

The slides include the figures by name, and take the numbers that they speak of from `numbers.tex`, so that
text and pictures agree whatever is changed in the project.
"""

import sys
from pathlib import Path

from nnviz import api

SLIDE, COLUMN = 240, 89  # millimetres


def draw(project: api.Project, folder: Path) -> None:
    """Write the figures and the numbers into the folder."""
    before, after = project.at(step=-1), project.at()
    before.figure("network").save(folder / "network.pdf", SLIDE)
    after.figure("matrices").save(folder / "matrices.pdf", SLIDE)
    after.figure("data", theme="dark").save(folder / "data.png", SLIDE, dpi=96)
    project.at(update=200).figure("loss").save(folder / "loss.svg", COLUMN)

    # The forward pass in six frames, the gradient's way back in six more.
    for phase in ("forward", "backward"):
        steps = before.phases[phase]
        for frame in range(6):
            step = steps[frame * (len(steps) - 1) // 5]
            project.at(step=step).figure("network").save(folder / f"{phase}-{frame + 1}.svg", COLUMN)

    hidden = project.at(step=34)  # dL/dz of the first hidden unit, as NNViz opens
    hidden.figure("inspector").save(folder / "hidden-delta.pdf", COLUMN)
    lines = [
        rf"\newcommand{{\lossBefore}}{{{before.values['loss']:.4f}}}",
        rf"\newcommand{{\lossAfter}}{{{project.at(update=200).values['loss']:.4f}}}",
        rf"\newcommand{{\hiddenDelta}}{{{hidden.explanation.numbers()}}}",
    ]
    (folder / "numbers.tex").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: figures.py PROJECT FOLDER")
    try:
        Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
        draw(api.load(sys.argv[1]), Path(sys.argv[2]))
    except (api.Error, OSError) as error:
        sys.exit(str(error))
