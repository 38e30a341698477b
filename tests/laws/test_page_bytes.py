"""The page makes the programme that Python makes, byte for byte, and lives the same days; what it refuses, Python refuses."""

from __future__ import annotations

import hashlib
import shutil

import numpy as np
import pytest

from sim.day import run as running
from sim.day.kernel import identity, standard
from sim.engine.built import COUNTING, DAY, WASM, is_of_today
from sim.measures import MEASURES, measure_all
from sim.page.figures import FORMULAS, figures
from sim.page.levers import policies
from sim.page.tables import tables
from sim.rules import PARAMETERS
from sim.rules.people import PRESETS, ROLES
from sim.scenario import Scenario, load
from sim.world.parameters import record
from sim.world.tables import lay_out
from tests.toys.page_plans import for_page, in_node, is_valid, plan

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    NODE is None, reason="there is no Node here: the page's modules were not run beside Python's"
)
MODEL = {"layout": tables(), "policies": policies(), "figures": figures()}
LIVED = "const engine = new Engine(new WebAssembly.Module(fs.readFileSync(given.wasm)), given.model);\n"


def test_five_hundred_programmes_are_those_of_python(tmp_path):
    scenarios = [Scenario.build(plan(number)) for number in range(500)]
    wanted = {
        name: [] for name in ("table", "calendar", "incidents", "reach", "channels", "reviews", "turns", "turned")
    }
    for scenario in scenarios:
        programme = scenario.programme()
        for name in wanted:
            wanted[name].append(hashlib.sha256(getattr(programme, name).tobytes()).hexdigest())
    output = in_node(
        NODE,
        tmp_path,
        """
        const made = given.plans.map(plan => programmeOf(given.model, plan)), bytes = array => new Uint8Array(array.buffer);
        console.log(JSON.stringify({table: made.map(one => sha(one.table)), calendar: made.map(one => sha(one.calendar)),
          incidents: made.map(one => sha(one.incidents)), reach: made.map(one => sha(bytes(one.reach))), channels: made.map(one => sha(one.channels)),
          reviews: made.map(one => sha(one.reviews)), turns: made.map(one => sha(one.turns)), turned: made.map(one => sha(bytes(one.turned)))}));
    """,
        model=MODEL,
        plans=[for_page(model) for model in scenarios],
    )
    for name in wanted:
        wrong = [number for number in range(500) if output[name][number] != wanted[name][number]]
        assert not wrong, f"{name} of {wrong[:5]}: {scenarios[wrong[0]].to_toml()}"
    kinds = [policy.kind for model in scenarios for policy in model.policies]
    assert all(kinds.count(about["kind"]) > 20 for about in MODEL["policies"])
    assert sum(len({p.kind for p in model.policies}) < len(model.policies) for model in scenarios) > 20, (
        "several of one kind"
    )


def test_what_the_page_refuses_python_refuses(tmp_path):
    drawn = [plan(number, fits=False) for number in range(900)]
    output = in_node(
        NODE,
        tmp_path,
        """
        console.log(JSON.stringify(given.plans.map(plan => faults(given.model.policies, plan.policy, plan.community).map(one => one.key))));
    """,
        model=MODEL,
        plans=drawn,
    )
    wrong = [number for number, tables in enumerate(drawn) if is_valid(tables) == bool(output[number])]
    assert not wrong, f"{len(wrong)}: {output[wrong[0]]} of {drawn[wrong[0]]}"
    assert {key for keys in output for key in keys} >= {
        "until",
        "outside",
        "first_day",
        "pause",
        "push",
        "push_outside",
        "share",
        "change",
        "change_twice",
        "twice",
    }


def world_of(setup):
    """The tables as Python lays them out before birth."""
    mix = np.array([setup.mix.get(role, 0.0) for role in ROLES])
    return lay_out(setup, record(PARAMETERS, dict(setup.behaviour)), mix, PRESETS, 0)


@pytest.mark.parametrize("audience", [20, 900, 40_001])
def test_tables_are_laid_out_as_python_does(tmp_path, audience):
    drawn = Scenario.build(plan(3)).with_community(
        audience=audience, founders=5, rivals=audience % 7, breadth=1 + audience % 8, already_on=audience % 10 / 10
    )
    wanted = {
        name: [
            hashlib.sha256(table.tobytes()).hexdigest(),
            table.size,
            table.itemsize,
            *table.shape,
            *(table.strides if table.size else ()),
        ]
        for name, table in world_of(drawn.setup())._asdict().items()
    }
    output = in_node(
        NODE,
        tmp_path,
        LIVED
        + """
        const {plan} = given, tables = engine.layOut(plan, engine.programme(plan, 'one'));
        console.log(JSON.stringify(Object.fromEntries(Object.entries(tables).map(([name, t]) =>
          [name, [sha(engine.bytes(t)), ...t.words.slice(2, 4), ...t.words.slice(5, t.words[2] ? undefined : 5 + (t.words.length - 5) / 2)]]))));
    """,
        model=MODEL,
        plan=for_page(drawn),
        wasm=str(WASM),
    )
    assert output == wanted


def test_twenty_communities_live_the_same_days(tmp_path):
    if not (is_of_today(DAY) and is_of_today(COUNTING)):
        pytest.skip("the built engine is not of today's sources: make engine")
    scenarios = [Scenario.build(plan(number)) for number in range(1000, 1017)]
    library = running.__file__.rsplit("/sim/", 1)[0] + "/scenarios/"
    scenarios += [
        load(library + name).with_community(audience=500, founders=20)
        for name in ("baseline.toml", "everything.toml", "in-batches.toml")
    ]
    kernel = standard()
    wanted, measured = [], []
    for scenario in scenarios:
        setup = scenario.setup()
        world = world_of(setup)
        kernel.birth(world, setup.seed, 5, identity(setup.audience), setup.days)
        kernel.pass_days(world, 0, setup.days, setup.founders, setup.everyone_in)
        wanted.append(
            [
                hashlib.sha256(getattr(world, name).tobytes()).hexdigest()
                for name in ("diary", "people", "cohorts", "ties")
            ]
        )
        counted = measure_all(world.diary, world.cohorts)
        measured.append([counted[name] for name in FORMULAS])
    output = in_node(
        NODE,
        tmp_path,
        LIVED
        + """
        const {layout, figures} = given.model;
        console.log(JSON.stringify(given.plans.map((plan, n) => {
          const t = engine.live(plan, 5, String(n)), {sums, awake} = engine.sums(t.diary, figures.last);
          const found = measures(figures, layout, sums, awake, engine.numbers(t.cohorts), plan.community.days);
          const paths = courses(figures, layout, engine.numbers(t.diary), engine.numbers(t.cohorts), plan.community.days);
          const ends = figures.charts.map((chart, i) => paths[i].filter(x => !isNaN(x)).at(-1) ?? null);
          return {hashes: ['diary', 'people', 'cohorts', 'ties'].map(name => sha(engine.bytes(t[name]))), found: Object.values(found), ends};
        })));
    """,
        model=MODEL,
        plans=[for_page(model) for model in scenarios],
        wasm=str(WASM),
    )
    assert [one["hashes"] for one in output] == wanted
    got = np.array([one["found"] for one in output], dtype=float)
    np.testing.assert_allclose(got, np.array(measured), rtol=1e-12, atol=1e-12)
    charts = [chart["measure"] for chart in MODEL["figures"]["charts"]]
    for one, counted in zip(output, measured, strict=True):
        for name in ("retention_90", "answered"):  # courses that end where the measure is, or before it was lost
            end, measure = one["ends"][charts.index(name)], counted[list(FORMULAS).index(name)]
            assert end is None or np.isnan(measure) or end == pytest.approx(measure, rel=1e-12)


def test_every_figure_is_a_measure_of_the_registry():
    assert set(FORMULAS) <= set(MEASURES)
    assert {chart["measure"] for chart in MODEL["figures"]["charts"]} <= set(FORMULAS)
