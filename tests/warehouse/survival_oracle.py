"""Survival estimates of others: R's package run on spells, and Greenwood's recursion."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

R_IS_HERE: Final = shutil.which("Rscript") is not None
_SCRIPT: Final = r"""
suppressPackageStartupMessages(library(survival))
digits <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 17, format = "g"))
number <- function(x) paste(digits(x), collapse = ",")
line <- function(name, x) cat(sprintf('"%s":[%s]', name, number(x)))
single <- function(d, horizon) {
  f <- survfit(Surv(entry, exit, cause > 0) ~ 1, data = d, conf.type = "log-log")
  is_inside <- min(f$time) <= horizon && horizon <= max(f$time)  # elsewhere R has no mean
  table <- if (is_inside) summary(f, rmean = horizon)$table else c("rmean" = NA, "se(rmean)" = NA)
  cat("{"); line("elapsed", f$time); cat(","); line("survival", f$surv); cat(",")
  line("low", f$lower); cat(","); line("high", f$upper); cat(",")
  line("at_risk", f$n.risk); cat(",")
  line("mean", table["rmean"]); cat(","); line("mean_error", table["se(rmean)"]); cat("}\n")
}
competing <- function(d) {
  d$status <- factor(d$cause, 0:max(d$cause))
  d$id <- seq_len(nrow(d))
  f <- survfit(Surv(entry, exit, status) ~ 1, data = d, id = id, conf.type = "log-log")
  cat("{"); line("elapsed", f$time)
  for (cause in seq_len(max(d$cause))) {
    cat(","); line(paste0("incidence_", cause), f$pstate[, cause + 1])
    cat(","); line(paste0("error_", cause), f$std.err[, cause + 1])
    cat(","); line(paste0("low_", cause), f$lower[, cause + 1])
    cat(","); line(paste0("high_", cause), f$upper[, cause + 1])
  }
  cat("}\n")
}
asked <- file("stdin", "r")
while (length(horizon <- readLines(asked, n = 1)) > 0) {
  d <- read.csv(text = readLines(asked, n = as.integer(readLines(asked, n = 1))))
  if (horizon == "competing") competing(d) else single(d, as.numeric(horizon))
  flush(stdout())
}
"""


@dataclass(frozen=True)
class Spell:
    """One unit's time under observation; `cause` 0 is censored, `entry` 0 from the start."""

    entry: int
    exit: int
    cause: int


class Survfit:
    """R's survfit in a running R, which takes a second to start and no time to answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def single(self, spells: list[Spell], horizon: float) -> dict[str, Any]:
        """The survival curve, and the mean that is restricted to the horizon."""
        return self._ask(spells, str(horizon))

    def competing(self, spells: list[Spell]) -> dict[str, Any]:
        """The incidence of each cause."""
        return self._ask(spells, "competing")

    def _ask(self, spells: list[Spell], question: str) -> dict[str, Any]:
        table = ["entry,exit,cause", *(f"{one.entry},{one.exit},{one.cause}" for one in spells)]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n".join([question, str(len(table)), *table, ""]))
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "R ended; what it said is above"
        found: dict[str, Any] = json.loads(answer)
        return found


@contextmanager
def survfit(folder: Path) -> Iterator[Survfit]:
    """R for the length of a block."""
    script = folder / "survfit.R"
    script.write_text(_SCRIPT, encoding="utf-8")
    with subprocess.Popen(
        ["Rscript", "--vanilla", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Survfit(process)


def greenwood_recursion(spells: list[Spell], causes: int) -> dict[tuple[int, int], float]:
    """The variance of each incidence by Andersen et al. (1993), formula 4.4.19, step by step.

    The covariance of the state probabilities (alive, cause 1, ...) after a step is that before it,
    carried over by I + dA, plus what the multinomial step itself adds.
    """
    size = causes + 1
    state: npt.NDArray[np.float64] = np.zeros(size)
    state[0] = 1.0
    covariance: npt.NDArray[np.float64] = np.zeros((size, size))
    found = {}
    for elapsed in sorted({one.exit for one in spells}):
        at_risk = sum(
            one.exit >= elapsed and (one.entry < elapsed or one.entry == 0) for one in spells
        )
        shares = np.array(
            [
                sum(one.exit == elapsed and one.cause == cause for one in spells) / at_risk
                for cause in range(1, size)
            ]
        )
        step = np.eye(size)
        step[0, 0] -= shares.sum()
        step[0, 1:] = shares
        towards = np.concatenate([[1 - shares.sum()], shares])
        multinomial = (np.diag(towards) - np.outer(towards, towards)) / at_risk
        covariance = step.T @ covariance @ step + state[0] ** 2 * multinomial
        state = state @ step
        for cause in range(1, size):
            found[elapsed, cause] = float(covariance[cause, cause])
    return found
