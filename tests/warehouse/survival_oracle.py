"""Survival estimates of others: R's package run on spells, and Greenwood's recursion."""

import csv
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

R_IS_HERE: Final = shutil.which("Rscript") is not None
_SCRIPT: Final = r"""
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
d <- read.csv(arguments[1])
digits <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 17, format = "g"))
number <- function(x) paste(digits(x), collapse = ",")
line <- function(name, x) cat(sprintf('"%s":[%s]', name, number(x)))
if (arguments[2] == "single") {
  f <- survfit(Surv(entry, exit, cause > 0) ~ 1, data = d, conf.type = "log-log")
  horizon <- as.numeric(arguments[3])
  is_inside <- min(f$time) <= horizon && horizon <= max(f$time)  # elsewhere R has no mean
  table <- if (is_inside) summary(f, rmean = horizon)$table else c("rmean" = NA, "se(rmean)" = NA)
  cat("{"); line("elapsed", f$time); cat(","); line("survival", f$surv); cat(",")
  line("low", f$lower); cat(","); line("high", f$upper); cat(",")
  line("at_risk", f$n.risk); cat(",")
  line("mean", table["rmean"]); cat(","); line("mean_error", table["se(rmean)"]); cat("}")
} else {
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
  cat("}")
}
"""


@dataclass(frozen=True)
class Spell:
    """One unit's time under observation; `cause` 0 is censored, `entry` 0 from the start."""

    entry: int
    exit: int
    cause: int


def r_survfit(folder: Path, spells: list[Spell], kind: str, horizon: float = 0) -> dict[str, Any]:
    """What R's survfit says of the spells: `kind` is single or competing."""
    data, script = folder / "spells.csv", folder / "survfit.R"
    with data.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["entry", "exit", "cause"])
        writer.writerows((one.entry, one.exit, one.cause) for one in spells)
    script.write_text(_SCRIPT, encoding="utf-8")
    ran = subprocess.run(
        ["Rscript", "--vanilla", str(script), str(data), kind, str(horizon)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


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
