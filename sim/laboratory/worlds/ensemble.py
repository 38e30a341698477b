"""The ensemble: parameter sets that the facts have not ruled out, as a table in memory and as a Parquet file.

The file holds one row a member: the value of each parameter, the misfit, and what the member predicts. Everything else (ranges,
centre, targets, engine, golden runs) stands in the file's metadata as JSON. Values are kept in 32 bits and are run exactly as
they are kept; z follows from them and the ranges.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.laboratory.files import content_name, write_whole
from sim.laboratory.worlds.prior import Prior

SCHEMA = 1
_KEY = b"community-sim-worlds"


def stored_ensemble() -> Path:
    """Return where the ensemble that comes with the package lies; it need not be there."""
    return Path(__file__).with_name("ensemble.parquet")


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Plausible worlds.

    Attributes
    ----------
    parameters : names, in the order of the registry at the time of the fit.
    values : float64 (members, parameters), what is run; each fits in 32 bits.
    centre : float64 (parameters,), the value at the median z of the members, to four digits: what becomes the defaults.
    low, high : float64 (parameters,), the ranges from which the first members were drawn.
    engine : identity of the engine it was fitted with.
    misfit : float64 (members,), mean squared distance of a member's predictions from the targets, in units of their errors.
    observations : names of what was fitted.
    target, error : float64 (observations,), on the scale on which they were fitted; the error holds the runs' own noise.
    predicted : float64 (members, observations), on that scale, on fresh chance; NaN where a member has no such figure.
    prior_spread, posterior_spread : float64 (parameters,), standard deviation of z before and after.
    golden : sha256 of short runs at the centre, by name.
    about : whatever else the maker told: members, steps, design, versions.
    """

    parameters: tuple[str, ...]
    values: np.ndarray
    centre: np.ndarray
    low: np.ndarray
    high: np.ndarray
    engine: str
    misfit: np.ndarray
    observations: tuple[str, ...]
    target: np.ndarray
    error: np.ndarray
    predicted: np.ndarray
    prior_spread: np.ndarray
    posterior_spread: np.ndarray
    golden: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n, p, o = len(self.values), len(self.parameters), len(self.observations)
        shapes = {
            "values": (n, p),
            "centre": (p,),
            "low": (p,),
            "high": (p,),
            "misfit": (n,),
            "target": (o,),
            "error": (o,),
            "predicted": (n, o),
            "prior_spread": (p,),
            "posterior_spread": (p,),
        }
        wrong = [
            f"{name} has shape {getattr(self, name).shape}, not {shape}"
            for name, shape in shapes.items()
            if getattr(self, name).shape != shape
        ]
        if len(set(self.parameters)) != p:
            wrong.append("a parameter occurs twice")
        if not wrong and not (np.isfinite(self.values).all() and np.isfinite(self.centre).all()):
            wrong.append("a value is not a number")
        if not wrong and not ((self.values >= self.low) & (self.values <= self.high)).all():
            wrong.append("a value lies outside its range")
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def members(self) -> int:
        """How many parameter sets there are."""
        return len(self.values)

    @property
    def name(self) -> str:
        """Short hash of what it says: parameters, values, centre and engine."""
        said = json.dumps([self.parameters, self.engine, self.values.tolist(), self.centre.tolist()])
        return content_name(said.encode("utf-8"))[:10]

    def world(self, member: int) -> dict[str, float]:
        """Return one member's values by parameter name."""
        return dict(zip(self.parameters, self.values[member].tolist(), strict=True))

    @property
    def prior(self) -> Prior:
        """The ranges from which the first members were drawn."""
        return Prior(self.parameters, self.low, self.high)

    @cached_property
    def z(self) -> np.ndarray:
        """The values as standard normal places in their ranges, float64 (members, parameters)."""
        return self.prior.places(self.values)

    @property
    def middle(self) -> dict[str, float]:
        """The centre's values by parameter name."""
        return dict(zip(self.parameters, self.centre.tolist(), strict=True))

    def matches_engine(self) -> bool:
        """Whether the golden runs at the centre come out as they did; runs them (about a second)."""
        from sim.laboratory.worlds.golden import differing

        return not differing(self)

    def is_current(self) -> bool:
        """As `matches_engine`, remembered within this process."""
        from sim.laboratory.worlds.golden import is_current

        return is_current(self)


def _table(ensemble: Ensemble) -> dict[str, np.ndarray]:
    columns = {"misfit": ensemble.misfit.astype(np.float32)}
    columns |= {f"value.{name}": ensemble.values[:, i].astype(np.float32) for i, name in enumerate(ensemble.parameters)}
    return columns | {
        f"predicted.{name}": ensemble.predicted[:, i].astype(np.float32) for i, name in enumerate(ensemble.observations)
    }


def write_ensemble(ensemble: Ensemble, path: str | Path) -> None:
    """Write an ensemble into a file, whole or not at all.

    Raises
    ------
    ValueError
        A value does not fit in 32 bits, so that what would be read is not what was run.
    """
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    if not np.array_equal(ensemble.values.astype(np.float32).astype(np.float64), ensemble.values):
        raise ValueError("values must fit in 32 bits; see sim.laboratory.worlds.prior.as_kept")
    head = {
        "schema": SCHEMA,
        "engine": ensemble.engine,
        "parameters": list(ensemble.parameters),
        "observations": list(ensemble.observations),
        "golden": dict(ensemble.golden),
        "about": dict(ensemble.about),
        "name": ensemble.name,
    } | {
        name: getattr(ensemble, name).tolist()
        for name in ("centre", "low", "high", "target", "error", "prior_spread", "posterior_spread")
    }
    columns = _table(ensemble)
    table = arrow.table(columns).replace_schema_metadata({_KEY: json.dumps(head, sort_keys=True).encode("utf-8")})
    sink = io.BytesIO()
    parquet.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
        use_byte_stream_split=list(columns),
    )
    write_whole(Path(path), sink.getvalue())


def load_ensemble(path: str | Path | None = None) -> Ensemble:
    """Read an ensemble and check it.

    Parameters
    ----------
    path : path or None
        The file; the one that comes with the package when not given.

    Raises
    ------
    InputError
        There is none, or it is damaged, or it is of another form.
    """
    file = stored_ensemble() if path is None else Path(path)
    way_out = "community-sim worlds, which fits one" + (" (--store keeps it with the package)" if path is None else "")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise InputError(Fault("there are no plausible worlds", file=str(file), allowed=way_out)) from None
    except OSError as error:
        raise InputError(Fault(f"cannot be read: {error.strerror or error}", file=str(file), allowed=way_out)) from None
    try:
        return _read(data)
    except _OtherForm as error:
        raise InputError(Fault(f"{error}", file=str(file), allowed=way_out)) from None
    except (ValueError, KeyError, TypeError, OSError) as error:  # what pyarrow raises is among them
        raise InputError(
            Fault(f"holds no plausible worlds, or is damaged ({type(error).__name__})", file=str(file), allowed=way_out)
        ) from None


class _OtherForm(Exception):
    """The file is of another form; the text says which."""


def _read(data: bytes) -> Ensemble:
    import pyarrow.parquet as parquet

    table = parquet.ParquetFile(io.BytesIO(data), page_checksum_verification=True).read()
    head = json.loads((table.schema.metadata or {})[_KEY])
    if head["schema"] != SCHEMA:
        raise _OtherForm(f"is of form {head['schema']}, and form {SCHEMA} is read here")
    columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
    parameters, observations = tuple(head["parameters"]), tuple(head["observations"])
    n = table.num_rows

    def stack(kind: str, names: tuple[str, ...]) -> np.ndarray:
        return np.stack([columns[f"{kind}.{name}"] for name in names], axis=1) if names else np.empty((n, 0))

    plain = {
        name: np.array(head[name], dtype=np.float64)
        for name in ("centre", "low", "high", "target", "error", "prior_spread", "posterior_spread")
    }
    ensemble = Ensemble(
        parameters=parameters,
        values=stack("value", parameters),
        engine=head["engine"],
        misfit=columns["misfit"],
        observations=observations,
        predicted=stack("predicted", observations),
        golden=head["golden"],
        about=head["about"],
        **plain,
    )
    if ensemble.name != head["name"]:
        raise ValueError("it is not what was written")
    return ensemble
