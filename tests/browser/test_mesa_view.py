"""Community in SolaraViz, a developer's view: it renders, its sliders stand where the scenario stands, and a click on Step passes a week."""

from __future__ import annotations

import importlib.util

import pytest

from sim.errors import InputError
from sim.mesa_view import SLIDERS, parameters, show
from sim.scenario import load
from sim.scenario.source import library_folder

needs_ui = pytest.mark.skipif(
    importlib.util.find_spec("solara") is None,
    reason="the extra `ui` is not installed: the view of Mesa was not rendered (pip install 'community-sim[ui]')",
)


@pytest.fixture
def scenario():
    return load(library_folder() / "in-batches.toml")


def test_what_mesa_makes_a_model_of(scenario):
    told = parameters(scenario, SLIDERS)
    assert told["scenario"] is scenario and told["admission.batch_size"]["value"] == 20
    assert told["team.hours_per_week"]["type"] == "SliderFloat" and told["ambassadors.number"]["value"] == 0
    assert told["replication"]["min"] == 0
    with pytest.raises(InputError, match="not a lever"):
        parameters(scenario, {"team.hours": (0.0, 1.0, 0.1)})


@needs_ui
def test_it_renders_and_a_step_is_a_week(scenario):
    import ipyvuetify
    import solara

    view = show(scenario, series=("members", "posters_30d"))
    [model] = view.args
    _, context = solara.render(solara.AppLayout(children=[view]), handle_error=False)
    try:
        sliders = {one.label: one.v_model for one in context.find(ipyvuetify.Slider).widgets}
        assert sliders["admission.batch_size"] == 20 and sliders["replication"] == 0
        assert model.day == 0
        context.find(ipyvuetify.Btn, children=["Step"]).widget.click()
        assert model.day == 7 and model.steps == 7, (
            "the plots follow every seventh day, and a step goes on to the next of these"
        )
    finally:
        context.close()


def test_it_says_what_is_no_series(scenario):
    if importlib.util.find_spec("solara") is None:
        with pytest.raises(ModuleNotFoundError):
            show(scenario)
        return
    with pytest.raises(InputError, match="not a series"):
        show(scenario, series=("popularity",))
