"""The arena: a step of 12 runners over 2000 steps in each picture, basins of 300 x 300 starts x 300 steps of
Adam on Himmelblau's function in one process and in two, the first ground under a network's race, and films of
a race of six: 10 seconds of 800 x 600 pixels at 20 frames a second."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measuring import Row, milliseconds
from benchmarks.tasks import make_point, make_task
from core.basins import basins_in_parts
from core.landscape import Slice, grid
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.planes import through_parameters
from core.rival import Rival
from core.surfaces.himmelblau import Himmelblau
from nnviz.figures.film.film import FilmOptions, make_film
from nnviz.figures.film.reel import RaceSource
from nnviz.figures.race_pictures import RacePictures
from nnviz.figures.race_plot import race_plot
from nnviz.figures.style import LIGHT, PRINT
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.project.race_spec import RaceSpec, Runner
from nnviz.race import Race
from nnviz.race_run import finished
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.surface_view import SurfaceView

RUNNERS, STEPS, SHOWN = 12, 2000, 60
SIZE = (720, 560)
FRAME_BOUND, CONTOURS_BOUND, GROUND_BOUND, BASINS_BOUND = "33 ms", "16 ms", "300 ms", "3000 ms"
FILM_BOUND = "15 s, 2 MB"
FILMED, FILM_STEPS, FILM_SIZE = ("sgd", "adagrad", "rmsprop", "adam", "nadam", "radam"), 199, (800, 600)
ROUNDS = 3


def rows() -> list[Row]:
    """Return the times of a frame in each picture, of the basins and of the ground."""
    application = QApplication.instance() or QApplication(["benchmarks"])
    race = _race()
    plots, surfaces = PlotView("contours"), SurfaceView("surface")
    contours = _frames(plots, lambda step: plots.show_plot(race_plot(race, step, LIGHT, False), LIGHT))
    scrub = _frames(surfaces, lambda step: surfaces.show_picture(SurfacePicture(race, step, LIGHT)))
    turn = _frames(
        surfaces, lambda k: surfaces.show_picture(SurfacePicture(race, STEPS - 1, LIGHT, View(k / 4), True))
    )
    alone, together = _basins()
    ground = _ground()
    films = [_film(ending) for ending in (".gif", ".apng", ".webp")]
    del application
    return [
        Row("a step in the contours", milliseconds(contours), "", CONTOURS_BOUND),
        Row("a step in 3D", milliseconds(scrub), "", FRAME_BOUND),
        Row("a turn of the surface in 3D", milliseconds(turn), "", FRAME_BOUND),
        Row("basins, one process", milliseconds(alone)),
        Row("basins, two processes that are there", milliseconds(together), "", BASINS_BOUND),
        Row("101 x 101 heights of 2-8-8-1 on 200 samples", milliseconds(ground), "", GROUND_BOUND),
        *films,
    ]


def _race() -> Race:
    """Return a race of every optimizer, some of them twice, that stays on the ground."""
    keys = [*Optimizer.members(), *Optimizer.members()][:RUNNERS]
    rivals = [
        Rival(Optimizer.find(key).from_values({"learning_rate": 0.002 * (1 + place / 10)}))
        for place, key in enumerate(keys)
    ]
    return finished(None, RaceSpec(Himmelblau(), tuple(map(Runner, rivals)), steps=STEPS))


def _frames(view: QWidget, show: Callable[[int], None]) -> float:
    """Return the median time of showing another moment and painting it."""
    view.resize(*SIZE)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    times = []
    for step in range(0, STEPS, STEPS // SHOWN):
        begun = time.perf_counter()
        show(step)
        view.render(image)
        times.append(time.perf_counter() - begun)
    return median(times[1:])


def _basins() -> tuple[float, float]:
    """Return the times in this process, and in two that have been used before."""
    terrain, adam = Himmelblau(), Adam(learning_rate=0.1)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        list(basins_in_parts(terrain, adam, 20, 5, executor))
        taken: dict[str, list[float]] = {"alone": [], "together": []}
        for _ in range(ROUNDS):
            for name, runs in (("alone", None), ("together", executor)):
                begun = time.perf_counter()
                list(basins_in_parts(terrain, adam, 300, 300, runs))
                taken[name].append(time.perf_counter() - begun)
    return median(taken["alone"]), median(taken["together"])


def _film(ending: str) -> Row:
    """Return the time and the size of a film of a race, 200 frames."""
    runners = tuple(
        Runner(Rival(Optimizer.find(key).from_values({"learning_rate": 0.002 if key == "sgd" else 0.05})))
        for key in FILMED
    )
    race = finished(None, RaceSpec(Himmelblau(), runners, steps=FILM_STEPS))
    reel = RaceSource(race, RacePictures(race).from_above).reel("step", 0, FILM_STEPS)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"race{ending}"
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            for _ in make_film(reel, PRINT, path, FilmOptions(*FILM_SIZE, hold_end=0.0)):
                pass
            times.append(time.perf_counter() - begun)
        size = path.stat().st_size
    what = f"{len(reel) / reel.frames_per_second:.0f} s of 800 x 600 as {ending}"
    value = f"{median(times):.1f} s, {size / 1e6:.2f} MB"
    return Row(what, value, f"{max(times):.1f} s", FILM_BOUND if ending == ".gif" else "")


def _ground() -> float:
    """Return the time until the first ground of a network's race can be drawn, its compilation included."""
    times = []
    for _ in range(ROUNDS):
        task = make_task((2, 8, 8, 1), 200)
        plane = through_parameters(make_point(task).theta, (0, 1))
        cut = Slice(task.network, task.loss, plane, task.inputs, task.targets)
        begun = time.perf_counter()
        grid(cut, *cut.domain, 101)
        times.append(time.perf_counter() - begun)
    return median(times)
