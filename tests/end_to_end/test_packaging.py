"""The wheel works where there is no checkout: one name in site-packages, commands that run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, over the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("dure-*.whl")
    environment = folder / "environment"
    venv = [sys.executable, "-m", "venv", "--system-site-packages", str(environment)]
    subprocess.run(venv, check=True)
    python = environment / "bin" / "python"
    here = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(f"{here}\n")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return environment


def test_site_packages_gains_one_name(installed: Path) -> None:
    site = next((installed / "lib").glob("python*/site-packages"))
    names = {path.name for path in site.iterdir()}
    assert "dure" in names
    assert not names & {"domain", "streams", "warehouse", "simulation", "reference"}


def test_the_installed_command_simulates_takes_in_and_loads(
    installed: Path, tmp_path: Path
) -> None:
    def dure(*arguments: str) -> str:
        command = [str(installed / "bin" / "dure"), "--home", str(tmp_path / "home"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout

    assert dure("--version").startswith("dure")
    feeds = str(tmp_path / "feeds")
    dure("simulate", "--out", feeds, "--communities", "2", "--years", "4")
    dure("init", "--clock", "deliveries")
    dure("feed", "replay", feeds)
    dure("load")
    assert "participation" in dure("sql", "select 'participation' from participation limit 1")
