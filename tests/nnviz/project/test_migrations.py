"""Files of older versions stay readable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nnviz.project import file, migrations
from nnviz.project.file import ProjectError

KEPT = sorted((Path(__file__).parent / "samples").glob("version-*.nnviz"))


def test_a_sample_of_every_version_is_kept() -> None:
    assert [path.stem for path in KEPT] == [f"version-{n}" for n in range(1, migrations.VERSION + 1)]
    assert set(migrations.MIGRATIONS) == set(range(1, migrations.VERSION))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_every_kept_sample_opens_with_all_that_is_in_it(path: Path) -> None:
    project = file.load(path)
    assert project.network.initial_theta().tolist() == [
        0.15,
        0.25,
        0.2,
        0.3,
        0.35,
        0.35,
        0.4,
        0.5,
        0.45,
        0.55,
        0.6,
        0.6,
    ]
    assert project.race is not None
    assert project.race.optimizers[1].encode()["epsilon"] == 1e-7
    assert project.race.starts == ((-1.2, 1.0),)
    assert project.state is not None
    assert dict(project.state.slots)["velocity"].array.tolist() == [0.01] * 12
    assert project.first_point().theta[0] == 0.14
    assert file.decode(file.encode(project)) == project


def rename_units(document: dict[str, Any]) -> dict[str, Any]:
    """An invented migration: version 1 said `size` where version 2 says `units`."""
    for layer in document["network"]["layers"]:
        layer["units"] = layer.pop("size")
    return document


@pytest.fixture
def version_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "VERSION", 2)
    monkeypatch.setitem(migrations.MIGRATIONS, 1, rename_units)


@pytest.mark.usefixtures("version_two")
def test_an_old_file_is_rewritten_before_it_is_read() -> None:
    now = KEPT[0].read_text(encoding="utf-8")
    before = now.replace('"units"', '"size"')
    assert file.decode(before) == file.decode(now.replace('"version": 1', '"version": 2'))


@pytest.mark.usefixtures("version_two")
@pytest.mark.parametrize("network", [None, {}, {"layers": [3]}, {"layers": 5}, []])
def test_a_migration_may_meet_anything(network: Any) -> None:
    document = {"format": "nnviz", "version": 1, "network": network}
    with pytest.raises(ProjectError, match="not a project of version 1"):
        file.decode(json.dumps(document))
