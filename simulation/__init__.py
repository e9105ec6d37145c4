"""Imagines lives of communities and delivers them as feeds, with the truths that were planted."""

from simulation.feeds import simulate
from simulation.worlds import WORLDS

__all__ = ["WORLDS", "simulate"]
