"""A cluster of Dask prints as this computer does, survives its workers, and refuses those that are not alike."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Future, wait
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from generator import cli, clusters, editions, pipeline
from generator.errors import GeneratorError
from generator.writers import assembly, jobs, likeness, packs
from tests.writers.conftest import DEFAULT, pictured
from tests.writers.test_assembly import made, parts

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 20  # seconds for a process to begin
FONT = Path(DEFAULT) / "fonts" / "PTF55F.ttf"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")]


@contextmanager
def process(role, *arguments, **environment):
    """A process of Dask."""
    settings = {
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
    }
    command = [
        sys.executable,
        "-m",
        f"distributed.cli.dask_{role}",
        *arguments,
        "--host",
        "127.0.0.1",
        "--no-dashboard",
    ]
    started = subprocess.Popen(
        command,
        env=os.environ | settings | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",  # not on the path of modules
    )
    try:
        yield started
    finally:
        os.killpg(started.pid, signal.SIGKILL)  # asked to end, it takes its time
        started.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(port):
    with socket.socket() as one:
        return not one.connect_ex(("127.0.0.1", port))


@contextmanager
def scheduler():
    port = free_port()
    with process("scheduler", "--port", str(port)):
        await_that(lambda: listens(port))
        yield f"127.0.0.1:{port}"


def worker(address, home, **environment):
    arguments = ("--nthreads", "1", "--local-directory", str(home), "--death-timeout", "60")
    return process("worker", f"tcp://{address}", *arguments, **environment)


def await_that(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def workers_of(address):
    from distributed import Client

    with Client(f"tcp://{address}", set_as_default=False) as client:
        return list(client.scheduler_info()["workers"])


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scheduler and two workers."""
    home = tmp_path_factory.mktemp("dask")
    with scheduler() as found, worker(found, home / "1"), worker(found, home / "2"):
        await_that(lambda: len(workers_of(found)) == 2)
        yield found


@pytest.fixture(scope="module", autouse=True)
def nothing_is_too_little():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "LITTLE", 0)
        yield


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    return pictured(tmp_path_factory.mktemp("theme") / "t")


@pytest.fixture(scope="module")
def printed(theme, tmp_path_factory):
    """The bytes of a page, printed here."""
    return parts(made(), theme, tmp_path_factory.mktemp("bytes") / "x.pdf").read_bytes()


def joined(address):
    return clusters.joined(f"dask://{address}", likeness.of_printing)


def test_a_digest_printed_by_a_cluster_is_the_same_to_the_byte(address, tmp_path):
    for name, executor in (("here", ""), ("there", f"dask://{address}")):
        pipeline.build(
            pipeline.Options(ROOT / "input", tmp_path / name, theme="default", formats=("pdf",), executor=executor)
        )

    for file in ("digest.pdf", "manifest.json"):
        assert (tmp_path / "there" / file).read_bytes() == (tmp_path / "here" / file).read_bytes()


def test_editions_made_by_a_cluster_are_the_same_to_the_byte(address, tmp_path):
    for name, executor in (("here", ""), ("there", f"dask://{address}")):
        options = pipeline.Options(
            ROOT / "input", tmp_path / name, 2023, theme="default", formats=("pdf", "xlsx"), executor=executor
        )
        made_all = editions.build(editions.plan(options, "region"))
        assert [one.failure for one in made_all.editions] == ["", ""]

    files = sorted(path.relative_to(tmp_path / "here") for path in (tmp_path / "here").glob("editions/*/[!.]*"))
    assert len(files) == 6
    for file in files:
        assert (tmp_path / "there" / file).read_bytes() == (tmp_path / "here" / file).read_bytes()


def kill_and_work(marks, deaths, deadly, bundle, order):
    """Die with the process the first times that one of the deadly orders comes."""
    wanted = packs.load(order, packs.Part, packs.Runs)
    text = wanted.text if isinstance(wanted, packs.Part) else b""
    if any(f'id="{label}">'.encode() in text for label in deadly):
        name = hashlib.sha256(order).hexdigest()
        tries = len(list(Path(marks).glob(f"{name}*")))
        if tries < deaths:
            (Path(marks) / f"{name}-{tries}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return jobs.work(bundle, order)


class Deadly:
    """Orders some of which kill their worker."""

    here = False
    room = 2

    def __init__(self, cluster, marks, deaths, *deadly):
        self.cluster, self.arguments = cluster, (str(marks), deaths, deadly)

    def submit(self, job, /, *arguments):
        return self.cluster.submit(kill_and_work, *self.arguments, *arguments)


def test_workers_that_are_killed_cost_their_chapters_another_try(address, theme, printed, tmp_path):
    with joined(address) as cluster:
        path = parts(made(), theme, tmp_path / "x.pdf", Deadly(cluster, tmp_path, 1, "c2", "c5", "c8"))

    assert path.read_bytes() == printed
    assert len(list(tmp_path.glob("*-0"))) == 3


def test_a_chapter_that_kills_every_worker_is_named(address, theme, tmp_path):
    with (
        joined(address) as cluster,
        pytest.raises(
            GeneratorError, match="Печать PDF: процесс, который верстал «Глава 3», прервался 2\xa0раза подряд"
        ),
    ):
        parts(made(), theme, tmp_path / "x.pdf", Deadly(cluster, tmp_path, 9, "c3"))

    assert not (tmp_path / "x.pdf").exists()


def fonts(folder):
    """The environment of a computer that has one font, which is another."""
    (folder / "fonts").mkdir(parents=True)
    shutil.copy(FONT, folder / "fonts" / "Own.ttf")
    rules = folder / "fonts.conf"
    rules.write_text(
        f"<fontconfig><dir>{folder / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(rules)}


def library(folder):
    """The environment of a computer where a library says that it is of another release."""
    about = folder / "pydyf-0.13.99.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pydyf\nVersion: 0.13.99\n", encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def program(folder):
    """The environment of a computer where the program is not installed, though here it may be."""
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text(MISSING, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


MISSING = """
import sys


class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "generator":
            raise ModuleNotFoundError("No module named 'generator'", name="generator")


sys.meta_path.insert(0, Missing())
"""

OTHERS = {
    "fonts": (fonts, "лишнее: шрифт Own.ttf"),
    "library": (library, "pydyf: 0.13.99, а нужно 0.13."),
    "no program": (program, "No module named 'generator'"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_worker_that_is_not_alike_is_refused_by_name(address, tmp_path, other):
    environment, said = OTHERS[other]
    await_that(lambda: len(workers_of(address)) == 2)
    known = workers_of(address)
    with worker(address, tmp_path / "3", **environment(tmp_path / "other")):
        await_that(lambda: len(workers_of(address)) == 3)
        [name] = set(workers_of(address)) - set(known)
        with pytest.raises(GeneratorError) as refused, joined(address):
            pass

    assert f"узел {name} не" in str(refused.value)
    assert said in str(refused.value)


def busy(seconds):
    time.sleep(seconds)
    return os.getpid()


def test_a_worker_that_comes_later_and_is_not_alike_is_refused_with_its_first_result(address, tmp_path):
    await_that(lambda: len(workers_of(address)) == 2)
    with joined(address) as cluster, worker(address, tmp_path / "3", **library(tmp_path / "other")):
        await_that(lambda: cluster.room == 3)
        answers = [cluster.submit(busy, 0.5) for _ in range(6)]
        wait(answers)

    wrong = [str(answer.exception()) for answer in answers if answer.exception()]
    assert wrong and len(wrong) < 6
    assert all("pydyf: 0.13.99" in message for message in wrong)


def test_a_cluster_that_loses_its_scheduler_or_its_workers_is_told(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(clusters, "ALONE", 2)
    with scheduler() as address:
        with pytest.raises(GeneratorError, match="ни одного узла"), joined(address):
            pass
        with worker(address, tmp_path):
            await_that(lambda: workers_of(address))
            opened = joined(address)
            cluster = opened.__enter__()
            answer = cluster.submit(busy, 600)
        with pytest.raises(GeneratorError, match="узлов не осталось"):
            answer.result(PATIENCE)
        lost = cluster.submit(busy, 0)
    with pytest.raises(GeneratorError, match=r"узлов не осталось|связь потеряна"):
        lost.result(PATIENCE)
    await_that(lambda: cluster._client.status == "closed")
    late = cluster.submit(busy, 0)
    with pytest.raises(GeneratorError, match="связь потеряна"):
        late.result(PATIENCE)
    opened.__exit__(None, None, None)
    assert not caplog.text


@contextmanager
def one_worker(home):
    """The process of a scheduler that has a worker, and its address."""
    port = free_port()
    with process("scheduler", "--port", str(port)) as begun:
        await_that(lambda: listens(port))
        with worker(f"127.0.0.1:{port}", home):
            await_that(lambda: workers_of(f"127.0.0.1:{port}"))
            yield begun, f"127.0.0.1:{port}"


def test_a_scheduler_that_falls_silent_holds_nobody_up(tmp_path, monkeypatch):
    """Its computer sleeps, or the network drops everything: nothing is refused, and nothing is closed."""
    monkeypatch.setattr(clusters, "ALONE", 2)
    monkeypatch.setattr(clusters, "CONNECTING", 1)
    with one_worker(tmp_path) as (silent, address):
        opened = joined(address)
        answer = opened.__enter__().submit(busy, 600)
        silent.send_signal(signal.SIGSTOP)
        with pytest.raises(GeneratorError, match="связь потеряна"):
            answer.result(PATIENCE)
        begun = time.monotonic()
        opened.__exit__(None, None, None)
    assert time.monotonic() - begun < PATIENCE


def test_a_scheduler_that_dies_while_its_workers_are_compared_is_told(tmp_path):
    with one_worker(tmp_path) as (dying, address):
        deadly = partial(_ends, dying.pid, os.getpid())
        with pytest.raises(GeneratorError, match="связь потеряна"), clusters.joined(f"dask://{address}", deadly):
            pass


def _ends(scheduler, here):
    if os.getpid() != here:
        os.kill(scheduler, signal.SIGKILL)
        time.sleep(PATIENCE)
    return {}


ADDRESSES = ["dask://127.0.0.1", "127.0.0.1:8786", "http://127.0.0.1:8786", "dask://127.0.0.1:8786/x", "dask:// :1"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(GeneratorError, match="не понят"), clusters.joined(address, likeness.of_printing):
        pass


@pytest.mark.parametrize("kind", ["nobody listens", "no such port", "no such host", "something else", "no keys"])
def test_where_no_scheduler_answers_the_command_says_so(kind, address, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(clusters, "CONNECTING", 1)
    with socket.create_server(("127.0.0.1", 0)) as other:
        addresses = {
            "nobody listens": f"dask://127.0.0.1:{free_port()}",
            "no such port": "dask://127.0.0.1:99999",
            "no such host": "dask://nowhere.invalid:8786",
            "something else": f"dask://127.0.0.1:{other.getsockname()[1]}",
            "no keys": f"tls://{address}",
        }
        arguments = ["build", "--input", str(ROOT / "input"), "--output", str(tmp_path), "--no-cache"]
        code = cli.main([*arguments, "--executor", addresses[kind]])

    assert code == 2
    assert capsys.readouterr().err.startswith(f"Ошибка. Кластер {addresses[kind]} не отвечает.")
    assert not list(tmp_path.iterdir())


def test_without_the_library_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(GeneratorError, match=r'-m pip install "regional-digest\[dask\]"'), joined("127.0.0.1:1"):
        pass


class Stuck:
    """A cluster of one worker that never comes back with anything."""

    status = "running"

    def __init__(self):
        self.scheduler, self.given = self, []

    def get_executor(self, **_):
        return self

    def run(self, told, likeness, **_):
        return {"tcp://one": likeness()}

    def identity(self):
        raise AssertionError("asked through `sync`")

    def sync(self, asked, **_):
        return {"workers": {"tcp://one": {}}}

    def submit(self, *_):
        self.given.append(Future())
        return self.given[-1]

    def shutdown(self, **_):
        pass


def test_a_job_that_takes_too_long_leaves_its_place_to_the_next(monkeypatch):
    monkeypatch.setattr(clusters, "LOOKING", 0.01)
    monkeypatch.setattr(clusters, "SECONDS", 0.05)
    stuck = Stuck()
    cluster = clusters.Cluster(stuck, "dask://one:1", dict)
    first, second = (cluster.submit(busy, 600) for _ in range(2))
    try:
        with pytest.raises(TimeoutError):
            first.result(PATIENCE)
        await_that(lambda: len(stuck.given) == 2)
        assert stuck.given[0].cancelled() and cluster.room == 1
        with pytest.raises(TimeoutError):
            second.result(PATIENCE)
    finally:
        cluster.close()
