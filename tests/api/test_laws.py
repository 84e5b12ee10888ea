"""The laws of the layers, and what each install may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BLOCK_TORCH = """
import sys
class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "torchvision", "timm"):
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)
sys.meta_path.insert(0, NoTorch())
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_imports_go_up_the_page_and_only_learn_imports_torch():
    found = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout


def imported(source: str, modules: set[str]) -> set[str]:
    """What of `modules` a source imports, within functions too; not what is only for the type checker."""
    tree = ast.parse(source)
    blocks = [x for x in ast.walk(tree) if isinstance(x, ast.If) and "TYPE_CHECKING" in ast.unparse(x.test)]
    typed = {each for block in blocks for line in block.body for each in ast.walk(line)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in typed:
            found |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom) and node not in typed and node.module:
            names = {f"{node.module}.{each.name}" for each in node.names}
            found |= names & modules or {node.module}
    return found & modules


@pytest.mark.no_cover
def test_no_module_imports_one_that_imports_it_not_even_within_a_function():
    files = {
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "src").rglob("*.py")
    }
    graph = {name: imported(path.read_text("utf-8"), {*files} - {name}) for name, path in files.items()}
    assert "huoyan.images.limits" in graph["huoyan.images.files"]
    TopologicalSorter(graph).prepare()  # CycleError names the modules of a cycle


def test_importing_huoyan_loads_only_the_standard_library():
    code = (
        "import sys; before = set(sys.modules); import huoyan; "
        "print({x.split('.')[0] for x in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    assert python(code).stdout.strip() == "{'huoyan'}"


def test_training_loads_a_library_of_networks_only_where_one_of_its_networks_is_asked_for():
    code = (
        "import sys, huoyan.learn.one_network\n"
        "print({'torchvision', 'timm', 'sklearn', 'skimage'} & set(sys.modules))"
    )
    assert python(code).stdout.strip() == "set()"


@pytest.mark.parametrize(
    "command", [[], ["train"], ["predict"], ["evaluate"], ["compare"], ["doctor"], ["models"]]
)
def test_help_loads_neither_torch_nor_numpy(command: list[str]):
    code = (
        "import sys; from huoyan.cli import main\n"
        "try: main([*sys.argv[1:], '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'numpy', 'pydantic', 'onnxruntime', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = python(code, *command)
    assert done.returncode == 0, done.stderr
    assert "examples:" in done.stdout or "start with:" in done.stdout


def test_every_module_is_shorter_than_400_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "src").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_module_says_its_idea_in_its_first_line():
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if (text := path.read_text(encoding="utf-8")).strip() and not text.startswith('"""')
    ]
    assert silent == []


def test_the_runtime_predicts_and_evaluates_without_torch(digits_run: Path):
    code = BLOCK_TORCH + (
        "import huoyan, warnings; warnings.simplefilter('ignore')\n"
        f"run = {str(digits_run)!r}\n"
        "scores = huoyan.evaluate(run, 'digits').to_json()\n"
        "from huoyan.data.open import open_dataset\n"
        "picture = open_dataset('digits').split('test').samples[0].pixels\n"
        "print(scores['n'], huoyan.load(run)(picture).top.label)\n"
        "assert 'torch' not in sys.modules"
    )
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == "297"


def test_training_without_torch_names_the_install_command():
    done = python(BLOCK_TORCH + "from huoyan.cli import main; sys.exit(main(['train', 'digits']))")
    assert done.returncode == 2
    assert 'pip install "huoyan[train]"' in done.stderr
