"""Compare with mine, as a user has it: open, drop or paste, see the verdict, say what is what, go there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.checking.planting import Planting, planted_update
from core.checking.situation import Key, recorded
from core.mistakes.base import Mistake
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.error_sign import ErrorSign
from core.mistakes.gradients_accumulated import GradientsAccumulated
from core.training import DivergenceError, run_update
from nnviz.comparing import Marks
from nnviz.document import Document
from nnviz.figures.style import DARK, LIGHT
from nnviz.panels.compare import ComparePanel
from nnviz.panels.compare.findings import FindingCard
from nnviz.project import edits
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample

Start = Callable[[str | None], Program]
NAMES = {"z": "z", "a": "a", "delta": "delta", "weights_gradient": "dW", "biases_gradient": "db"}


class Bench:
    """The panel on its own, and what it tells the others."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, name: str, folder: Path) -> None:
        self.document = Document(sample(name))
        self.session = Session(self.document)
        self.theme = Theme(qapp, "light")
        self.panel = ComparePanel(self.session, self.theme, Settings(folder / "settings.ini"))
        self.messages: list[str] = []
        self.session.message.connect(self.messages.append)
        self.marks: Marks | None = None
        self.panel.marks_changed.connect(self.mark)
        qtbot.addWidget(self.panel, before_close_func=lambda panel: panel.stop())
        self.panel.resize(720, 260)
        self.panel.show()

    def mark(self, marks: Marks | None) -> None:
        self.marks = marks


@pytest.fixture
def mazur(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Bench:
    return Bench(qtbot, qapp, "mazur", tmp_path)


@pytest.fixture
def xor(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Bench:
    return Bench(qtbot, qapp, "xor-2-4-1", tmp_path)


def arrays(session: Session, *mistakes: Mistake, quantities: str = "delta dW db") -> dict[str, np.ndarray]:
    """Return somebody's arrays of the update under the cursor, with mistakes in them."""
    trace = session.trace
    update = planted_update(trace.task, trace.update.before, mistakes)
    return {
        f"{NAMES[key.quantity]}{key.layer}": array
        for key, array in recorded(trace.task.network, update).items()
        if NAMES.get(key.quantity) in quantities.split()
    }


def save(folder: Path, given: dict[str, np.ndarray]) -> Path:
    path = folder / "mine.npz"
    np.savez(path, **given)
    return path


def show(qtbot: QtBot, panel: ComparePanel, path: Path) -> None:
    """Open a file and wait for the verdict."""
    panel.open_path(path)
    wait(qtbot, panel)


def wait(qtbot: QtBot, panel: ComparePanel) -> None:
    qtbot.waitUntil(lambda: panel.compared is not None and not panel.work.is_busy, timeout=10_000)


def titles(panel: ComparePanel) -> list[str]:
    return [card.finding.title for card in panel.findings.cards]


# What is said


def test_a_mistake_is_named_with_both_formulas_and_marked(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    assert panel.empty.isVisible()
    assert mazur.marks is None
    show(qtbot, panel, save(tmp_path, arrays(mazur.session, DerivativeMissing(2))))
    assert not panel.empty.isVisible()
    assert panel.source_label.text() == "mine.npz, beside update 0"
    assert panel.findings.headline.text().startswith(
        "\N{BALLOT X} Yours equals ours without the factor f'(z) at layer 2, "
    )
    assert titles(panel) == ["Activation derivative missing at layer 2", "The first difference"]
    ((right, wrong),) = panel.findings.cards[0].finding.formulas
    assert right.endswith(r"\odot f'\left(z^{(2)}\right)")
    assert wrong == r"\delta^{(2)} = \frac{\partial L}{\partial a^{(2)}}"
    assert mazur.marks == {(2, 0): "first", (2, 1): "later", (1, 0): "later", (1, 1): "later"}
    picture = panel.picture(LIGHT)
    assert picture.description.startswith("Update 0. Yours equals ours without the factor f'(z)")


def test_right_arrays_are_right_and_what_they_hide_is_said(
    mazur: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = mazur.panel
    show(qtbot, panel, save(tmp_path, arrays(mazur.session, quantities="z a dW")))
    assert panel.findings.headline.text().startswith("\N{CHECK MARK} Right: 6 arrays agree, ")
    assert panel.findings.cards == []
    assert set((mazur.marks or {}).values()) == {"agrees"}
    (hidden,) = panel.findings.remarks
    assert hidden.startswith("These arrays would not show: ")
    assert "Gradients accumulated from the last batch" in hidden


def test_several_explanations_are_all_shown_with_what_would_tell_them_apart(
    mazur: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = mazur.panel
    given = arrays(mazur.session, DerivativeMissing(2))
    show(qtbot, panel, save(tmp_path, {"dW2": given["dW2"]}))
    assert panel.findings.headline.text() == ("\N{BALLOT X} 2 explanations fit your arrays equally well.")
    assert titles(panel) == [
        "Activation derivative missing at layer 2",
        "Activation derivative missing at every layer",
        "The first difference",
    ]
    assert panel.findings.remarks == ["Delta of layer 1 would tell them apart."]


def test_a_convention_is_no_mistake(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    given = {name: 2 * array for name, array in arrays(mazur.session, quantities="dW").items()}
    show(qtbot, panel, save(tmp_path, given))
    assert panel.findings.headline.text().startswith(
        "\N{CHECK MARK} Right under another convention: the loss is summed over "
    )
    assert titles(panel)[0] == "Another convention"
    assert "If the project's own way was meant: Loss derivative doubled" in titles(panel)


def test_nothing_explains_random_numbers(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    drawn = np.random.default_rng(0)
    given = {name: drawn.normal(size=array.shape) for name, array in arrays(mazur.session).items()}
    show(qtbot, panel, save(tmp_path, given))
    assert panel.findings.headline.text() == (
        "\N{BALLOT X} None of the usual mistakes explains these arrays."
    )
    assert titles(panel) == ["The first difference"]


def test_transposed_weights_are_recognised_and_shown(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = xor.panel
    given = {f"{name}.T": array.T for name, array in arrays(xor.session, quantities="dW").items()}
    show(qtbot, panel, save(tmp_path, {name.removesuffix(".T"): array for name, array in given.items()}))
    assert panel.findings.headline.text().startswith("\N{CHECK MARK} Right")
    assert panel.mapping.rows["dW1"].shape.text() == "4 × 2 (out, in)"
    assert panel.findings.remarks[0] == "Weights read as (out, in)."


# What is what


def test_what_is_not_known_is_said_by_hand(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    given = arrays(mazur.session, quantities="dW")
    path = save(tmp_path, {"first": given["dW1"], "second": given["dW2"]})
    panel.open_path(path)
    qtbot.waitUntil(lambda: bool(panel.error.message))
    assert panel.error.message == "None of the names is known: say on the left what an array is."
    choose(panel, "first", "dL/dW₁")
    wait(qtbot, panel)
    assert panel.error.message == ""
    assert panel.findings.headline.text().startswith("\N{CHECK MARK} Right: 1 array agrees")
    assert "Left out: second." in panel.findings.remarks
    choose(panel, "second", "dL/dW₁")
    assert panel.error.message == "first and second are both the weights' gradient of layer 1: leave one out."
    assert mazur.marks is None
    choose(panel, "second", "dL/dW₂")
    wait(qtbot, panel)
    assert "2 arrays agree" in panel.findings.headline.text()
    choose(panel, "first", "left out")
    wait(qtbot, panel)
    assert panel.mapping.rows["first"].mark.text() == "\N{EN DASH}"
    assert "1 array agrees" in panel.findings.headline.text()


def choose(panel: ComparePanel, name: str, meant: str) -> None:
    """Choose in a row's list, as a click there does."""
    combo = panel.mapping.rows[name].combo
    index = combo.findText(meant)
    assert index >= 0
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


@pytest.mark.parametrize(
    "form",
    [
        lambda array: f"dW1 = {array.tolist()}",
        lambda array: f"dW1: {np.array2string(array, precision=17)}",
        lambda array: "\n".join("dW1, " + ", ".join(map(repr, row)) for row in array.tolist()),
        lambda array: json.dumps({"dW1": array.tolist()}),
    ],
    ids=["nested lists", "as NumPy prints", "CSV", "JSON"],
)
def test_pasted_text_is_compared(form: Callable[[np.ndarray], str], mazur: Bench, qtbot: QtBot) -> None:
    panel = mazur.panel
    QGuiApplication.clipboard().setText(form(arrays(mazur.session)["dW1"]))
    panel.empty.paste_button.click()
    wait(qtbot, panel)
    assert "Right: 1 array agrees" in panel.findings.headline.text()
    assert panel.source_label.text() == "pasted, beside update 0"


def test_numbers_without_a_name_can_be_pasted_and_named(mazur: Bench, qtbot: QtBot) -> None:
    panel = mazur.panel
    QGuiApplication.clipboard().setText(str(arrays(mazur.session)["dW2"].tolist()))
    panel.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(panel.error.message))
    choose(panel, "pasted", "dL/dW₂")
    wait(qtbot, panel)
    assert "Right: 1 array agrees" in panel.findings.headline.text()


# Where it comes from


def drop(target: QWidget, path: Path) -> bool:
    """Drop a file on a widget; True if it was taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    middle = target.rect().center()
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, Qt.DropAction.CopyAction, mime, buttons, none)
    target.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, mime, buttons, none)
    target.dropEvent(event)
    return True


def test_a_file_is_dropped_on_the_window_and_marked_on_the_drawing(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(None)
    network = program.parts.network
    panel, path = network.compare, save(tmp_path, arrays(program.parts.session, ErrorSign()))
    plain = network.network.accessibleDescription()
    program.window.choose_workspace("optimizers")
    assert drop(program.window, path)
    assert program.window.workspace is network
    assert network.plots.currentWidget() is panel
    wait(qtbot, panel)
    marks = network.network.shown().options.marks
    assert marks == {(2, 0): "first", (2, 1): "later", (1, 0): "later", (1, 1): "later"}
    said = "Yours agrees at 0 of 4 places; the first that does not is layer 2, unit 1."
    assert network.network.accessibleDescription() == f"{plain} {said}"
    assert said in network.network.picture(LIGHT).description
    assert network.network.grab().width() > 0
    panel.close_button.click()
    assert network.network.shown().options.marks is None
    assert network.network.accessibleDescription() == plain
    network.plots.setCurrentIndex(0)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(path), ""))
    entries = program.window.menus.by_name["file"].actions()
    next(entry for entry in entries if entry.text() == "Compare with your arrays…").trigger()
    assert network.plots.currentWidget() is panel
    assert panel.work.is_busy
    program.window.close()  # ends what is under way
    assert not panel.work.is_busy


def test_a_file_is_dropped_on_the_panel(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    assert drop(panel, save(tmp_path, arrays(mazur.session, ErrorSign())))
    wait(qtbot, panel)
    assert titles(panel)[0] == ErrorSign.label
    panel.close_button.click()
    assert panel.compared is None
    assert panel.empty.isVisible()
    assert mazur.marks is None
    assert not drop(panel, tmp_path / "picture.png")


def test_the_example_shows_what_will_be_there(xor: Bench, qtbot: QtBot) -> None:
    panel = xor.panel
    qtbot.mouseClick(panel.empty.example_button, Qt.MouseButton.LeftButton)
    wait(qtbot, panel)
    assert titles(panel)[0] == "Activation derivative missing at layer 1"
    assert "first" in (xor.marks or {}).values()


def test_the_template_is_saved_and_its_arrays_are_understood(
    mazur: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = mazur.panel
    script = tmp_path / "mine.py"
    panel.write_template(script)
    assert "def backward(" in script.read_text(encoding="utf-8")
    assert mazur.messages == ["Saved mine.py. Run it, and open what it saves."]
    panel.write_template(tmp_path / "no folder" / "mine.py")
    assert panel.error.message == "mine.py: No such file or directory"


# Going there


def test_a_click_on_a_finding_goes_to_its_number(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel, session = xor.panel, xor.session
    session.go_to_step(-1)
    show(qtbot, panel, save(tmp_path, arrays(xor.session, DerivativeMissing(1))))
    card = panel.findings.cards[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    step = session.moment.current
    assert step is not None
    assert (step.phase, step.layer, step.unit) == ("backward", 1, 0)
    assert (session.selection.layer, session.selection.unit) == (1, 0)
    assert (xor.marks or {})[1, 0] == "first"  # the same update: nothing is forgotten
    session.go_to_step(-1)
    row = panel.mapping.rows["dW1"]
    qtbot.mouseClick(row.mark, Qt.MouseButton.LeftButton)
    step = session.moment.current
    assert step is not None
    assert (step.kind, step.layer, step.unit, step.origin) == ("weight_gradient_term", 1, 0, 0)
    session.go_to_step(-1)
    last: FindingCard = panel.findings.cards[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert session.cursor.step >= 0


def test_the_loss_and_parameters_can_be_gone_to(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel, session = mazur.panel, mazur.session
    loss = session.trace.update.recording.loss
    show(qtbot, panel, save(tmp_path, {"loss": np.array(loss + 1), "b2_after": np.array([5.0, 5.0])}))
    assert (mazur.marks or {})[0, None] == "first"
    panel.go_to(panel.compared.verdict.departure)  # type: ignore[union-attr, arg-type]
    assert session.moment.current is not None
    assert session.moment.current.kind == "loss"
    qtbot.mouseClick(panel.mapping.rows["b2_after"].mark, Qt.MouseButton.LeftButton)
    assert session.moment.current.kind == "quantity"


# Time


def test_it_follows_the_cursor_and_rests_while_training_runs(
    xor: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel, session = xor.panel, xor.session
    path = save(tmp_path, arrays(xor.session))
    show(qtbot, panel, path)
    assert panel.compared is not None
    assert panel.compared.verdict.is_right
    session.go_to_update(7)
    assert panel.compared is None
    assert xor.marks is None
    wait(qtbot, panel)
    assert panel.compared.number == 7
    assert not panel.compared.verdict.is_right
    session.train()
    qtbot.waitUntil(lambda: session.cursor.update > 20)
    assert panel.compared is None
    assert panel.findings.headline.text() == "Training is running. Stop it to compare."
    session.stop()
    wait(qtbot, panel)
    assert panel.compared.number == session.cursor.update
    session.go_to_update(0)
    wait(qtbot, panel)
    assert panel.compared.verdict.is_right


def test_an_edit_is_followed_and_its_undo(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel, document = xor.panel, xor.document
    show(qtbot, panel, save(tmp_path, arrays(xor.session)))
    document.edit("Remove the hidden layer", edits.remove_layer(document.project, 1))
    qtbot.waitUntil(lambda: bool(panel.error.message))
    assert panel.error.message == "delta2: there is no layer 2; the network has 1 layer"
    document.undo_stack.undo()
    wait(qtbot, panel)
    assert panel.error.message == ""
    assert panel.compared is not None
    assert panel.compared.verdict.is_right


def test_gradients_of_the_batch_before_are_found(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel, session = xor.panel, xor.session
    session.go_to_update(3)
    before = session.history.update(2).recording.gradient
    own = run_update(session.history.task, session.history.point(3)).recording.gradient
    show(qtbot, panel, save(tmp_path, {"gradient": before + own}))
    assert titles(panel)[0] == GradientsAccumulated.label


def test_a_planted_project_is_found_out(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    """Arrays are compared with the numbers as they should be, not with the mistaken ones."""
    panel = xor.panel
    right = save(tmp_path, arrays(xor.session))
    planted = edits.set_planted(xor.document.project, Planting((DerivativeMissing(1),), hidden=True))
    xor.document.edit("Plant a mistake", planted)
    update = xor.session.trace.update
    wrong = {f"delta{layer}": update.recording.delta[layer] for layer in (1, 2)}
    np.savez(tmp_path / "wrong.npz", **wrong)
    show(qtbot, panel, tmp_path / "wrong.npz")
    assert titles(panel)[0] == "Activation derivative missing at layer 1"
    show(qtbot, panel, right)
    assert panel.findings.headline.text().startswith("\N{CHECK MARK} Right")


# What cannot be compared


def hostile(folder: Path) -> dict[str, Path]:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (800000, 800)}"
    npy = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header.ljust(117) + b"\n"
    names = ("huge.npy", "object.npz", "damaged.npz", "words.csv", "image.png", "nowhere.npz")
    paths = {name: folder / name for name in names}
    paths["huge.npy"].write_bytes(npy)
    np.savez(paths["object.npz"], delta1=np.array([{}, None], dtype=object), allow_pickle=True)
    paths["damaged.npz"].write_bytes(b"PK\x03\x04 and nothing else")
    paths["words.csv"].write_text("delta1, one, two", encoding="utf-8")
    paths["image.png"].write_bytes(b"\x89PNG")
    return paths


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("huge.npy", "huge: the header promises 5120000000 bytes of shape (800000, 800), there are 0"),
        ("object.npz", "delta1: holds Python objects, not numbers: save np.asarray(..., dtype=float)"),
        ("damaged.npz", "the archive is damaged"),
        ("words.csv", "line 1: 'one' of delta1 is not a number"),
        ("image.png", "expected a file ending in .npz, "),
        ("nowhere.npz", "cannot be read: No such file or directory"),
    ],
)
def test_bad_files_get_a_clear_line(
    name: str, message: str, mazur: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = mazur.panel
    panel.open_path(hostile(tmp_path)[name])
    qtbot.waitUntil(lambda: bool(panel.error.message))
    assert message in panel.error.message
    assert panel.empty.isVisible()
    assert mazur.marks is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"delta1": np.zeros((3, 5))}, "delta1: has the shape (3, 5), expected (1, 2)"),
        ({"delta1": np.array([[0.0, np.nan]])}, "delta1: entry 1, 2 is not a number"),
        ({"delta1": np.array([[np.inf, 0.0]])}, "delta1: entry 1, 1 is infinite"),
        ({"delta3": np.zeros((1, 2))}, "delta3: there is no layer 3; the network has 2 layers"),
    ],
)
def test_bad_arrays_get_a_clear_line(
    given: dict[str, np.ndarray], message: str, mazur: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = mazur.panel
    panel.open_path(save(tmp_path, given))
    qtbot.waitUntil(lambda: bool(panel.error.message))
    assert panel.error.message == message
    assert panel.findings.headline.text() == "Nothing was compared."
    assert panel.mapping.isVisible()  # what an array is can be said otherwise
    show(qtbot, panel, save(tmp_path, arrays(mazur.session)))
    assert panel.error.message == ""


def test_an_empty_clipboard_is_said(mazur: Bench, qtbot: QtBot) -> None:
    panel = mazur.panel
    panel.paste()
    qtbot.waitUntil(lambda: bool(panel.error.message))
    assert panel.error.message == "there is no array in it"


def test_many_arrays_are_cut_off_in_the_list_alone(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    others = {f"note{number}": np.zeros(1) for number in range(150)}
    show(qtbot, panel, save(tmp_path, others | arrays(mazur.session)))
    assert len(panel.mapping.rows) == 100
    assert "Right: 6 arrays agree" in panel.findings.headline.text()


def test_the_figure_is_drawn_in_its_own_style(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    panel = mazur.panel
    assert panel.picture(DARK).description == "Nothing is compared yet."
    small = panel.picture(LIGHT).size[1]
    show(qtbot, panel, save(tmp_path, arrays(mazur.session, DerivativeMissing(1))))
    assert panel.picture(LIGHT).size[1] > 3 * small
    mazur.theme.choose("dark")
    assert titles(panel)[0] == "Activation derivative missing at layer 1"
    assert panel.findings.headline.styleSheet().startswith(f"color: {DARK.bad}")


def test_keys_by_hand_follow_the_network(xor: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    """What was said of a layer that is gone is forgotten as long as it is."""
    panel, document = xor.panel, xor.document
    given = arrays(xor.session, quantities="delta")
    show(qtbot, panel, save(tmp_path, {"delta1": given["delta1"], "mine": given["delta2"]}))
    choose(panel, "mine", "δ₂")
    wait(qtbot, panel)
    assert panel.compared is not None
    assert Key("delta", 2) in panel.compared.verdict.comparisons
    document.edit("Remove the hidden layer", edits.remove_layer(document.project, 1))
    qtbot.waitUntil(lambda: bool(panel.error.message))
    document.undo_stack.undo()
    wait(qtbot, panel)
    assert Key("delta", 2) in panel.compared.verdict.comparisons


def test_the_figure_has_marks_formulas_and_every_array(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    show(qtbot, mazur.panel, save(tmp_path, arrays(mazur.session, DerivativeMissing(1))))
    picture = mazur.panel.picture(LIGHT)
    width, height = picture.size
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    picture.paint(painter, width, height)
    painter.end()
    colours = {image.pixelColor(x, y).name() for x in range(0, 40) for y in range(image.height())}
    assert {LIGHT.good, LIGHT.bad} <= colours  # the column of the marks
    below = round(height) - 6
    assert {image.pixelColor(x, below).name() for x in range(image.width())} == {LIGHT.surface}


def test_a_long_comparison_is_ended_at_once(
    mazur: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[float] = []

    def endless(*arguments: object) -> None:
        while True:
            arguments[-1]()  # type: ignore[operator]
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    monkeypatch.setattr("nnviz.panels.compare.work.compare", endless)
    mazur.panel.open_path(save(tmp_path, arrays(mazur.session)))
    qtbot.waitUntil(lambda: len(ticks) > 5)
    assert mazur.panel.findings.headline.text() == "Comparing…"
    mazur.panel.close_button.click()
    assert not mazur.panel.work.is_busy
    done = len(ticks)
    qtbot.wait(30)
    assert len(ticks) == done
    assert mazur.panel.error.message == ""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "This needs more memory than there is."),
        (DivergenceError(0), "This update is not finite itself: nothing"),
    ],
)
def test_what_fails_in_the_background_is_said(
    error: Exception,
    message: str,
    mazur: Bench,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("nnviz.panels.compare.work.compare", fail)
    mazur.panel.open_path(save(tmp_path, arrays(mazur.session)))
    qtbot.waitUntil(lambda: bool(mazur.panel.error.message))
    assert mazur.panel.error.message.startswith(message)
    assert not mazur.panel.work.is_busy


def test_the_name_of_the_template_is_asked_for(
    mazur: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", str(tmp_path / "mine.py")])
    asked: list[str] = []

    def answer(*arguments: object) -> tuple[str, str]:
        asked.append(Path(str(arguments[2])).name)
        return next(answers), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    mazur.panel.empty.template_button.click()
    assert mazur.messages == []
    mazur.panel.empty.template_button.click()
    assert asked == ["network_backprop.py"] * 2
    assert (tmp_path / "mine.py").exists()


def test_nothing_is_compared_that_a_lesson_asks_for(mazur: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    mazur.session.hide_after(mazur.session.cursor)
    mazur.panel.open_path(save(tmp_path, arrays(mazur.session, DerivativeMissing(2))))
    words = "Answer the lesson's question first."
    qtbot.waitUntil(lambda: mazur.panel.findings.headline.text() == words, timeout=10_000)
    assert mazur.panel.compared is None
    mazur.session.hide_after(None)
    wait(qtbot, mazur.panel)
    assert titles(mazur.panel)[0] == "Activation derivative missing at layer 2"
