"""What a broker on this machine needs: a Java that is new enough, and Kafka's jars by Maven.

`streams.broker` starts what is found here; each thing that is missing is named in one sentence.
"""

import hashlib
import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

from streams.cluster import BrokerUnavailableError

OLDEST_JAVA: Final = 17  # Kafka 4 brokers do not run on less
_FETCH_SECONDS: Final = 600  # 43 MB on a slow line
_ASK_SECONDS: Final = 60  # Java tells its version in a tenth of a second, a busy laptop later
_POM: Final = Path(__file__).with_name("broker.pom.xml")


def fetch_jars(cache: Path) -> Path:
    """Have Maven copy the broker's jars into the cache, once per list of jars; gives their folder.

    Raises BrokerUnavailableError when Maven is missing or cannot reach its repository.
    """
    digest = hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]
    jars = cache / f"kafka-{digest}"
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        msg = "the broker's jars come through Maven: install `mvn`, or name a broker that runs"
        raise BrokerUnavailableError(msg)
    making = cache / f"{jars.name}.{os.getpid()}.making"
    command = [
        *(maven, "-B", "-q", "-f", str(_POM), "dependency:copy-dependencies"),
        *(f"-DoutputDirectory={making.absolute()}", "-DincludeScope=runtime"),
    ]
    failure = run_tool(command, _FETCH_SECONDS)
    if failure is not None:
        shutil.rmtree(making, ignore_errors=True)
        msg = f"Maven could not fetch the broker's jars: {failure}"
        raise BrokerUnavailableError(msg)
    with suppress(OSError):  # somebody else was first, with the same jars
        making.rename(jars)
    shutil.rmtree(making, ignore_errors=True)
    return jars


def find_java() -> str:
    """The path of a Java that can run the broker; raises BrokerUnavailableError without one."""
    java = shutil.which("java")
    if java is None:
        msg = (
            f"the broker needs Java {OLDEST_JAVA} or newer: install it, or name a broker that runs"
        )
        raise BrokerUnavailableError(msg)
    told = subprocess.run(  # noqa: S603 - the path was looked up, the argument is fixed
        [java, "-version"], capture_output=True, text=True, timeout=_ASK_SECONDS, check=False
    ).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        found = told.strip().splitlines()[0] if told.strip() else "nothing usable"
        msg = f"the broker needs Java {OLDEST_JAVA} or newer, and {java} is {found}"
        raise BrokerUnavailableError(msg)
    return java


def run_tool(command: list[str], seconds: float) -> str | None:
    """Run a tool to its end; what it complained about, or None when all went well."""
    try:
        done = subprocess.run(  # noqa: S603 - built here from a path that was looked up
            command, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no end after {seconds:.0f} s"
    if done.returncode == 0:
        return None
    return complaint(done.stdout + done.stderr)


def complaint(text: str) -> str:
    """The line of a Java tool's output that says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = [line for line in lines if "ERROR" in line or "xception" in line]
    return (wrong or lines[-1:] or ["nothing"])[0]
