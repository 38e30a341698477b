"""The plausible worlds that studies draw from: their ranges, the ensemble that comes with the package, and whether the engine still is theirs."""
