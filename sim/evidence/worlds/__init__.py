"""Plausible worlds: sets of assumptions that reproduce the facts within their uncertainty, fitted and kept as an ensemble.

`study.worlds` fits an ensemble by iterative ensemble smoothing and writes it; `sim.laboratory.worlds` holds what is fitted. One noun a
file: `targets` (what is observed), `members` (running one), `smoother` (one step), `smoothing` (all of them), `parts` (the folder).
"""
