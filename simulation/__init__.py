"""Imagines lives of communities and delivers them as feeds, with the truths that were planted."""
