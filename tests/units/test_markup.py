"""What a page is made of: text is escaped once, markup is not escaped again, and cells carry the label of their column."""

from __future__ import annotations

from sim.report.press.markup import Column, Markup, fold, group, items, join, mini, number, row, stack, tag


def test_text_is_escaped_and_markup_is_not():
    assert tag("p", 'a < b & "c"') == "<p>a &lt; b &amp; &quot;c&quot;</p>"
    assert tag("p", tag("b", "<")) == "<p><b>&lt;</b></p>"
    assert tag("a", "x", href='"><script>', kind="") == '<a href="&quot;&gt;&lt;script&gt;">x</a>'
    assert isinstance(tag("p"), Markup)


def test_attributes_that_are_nothing_are_left_out():
    assert tag("td", None, "", 0, kind="n", data_label="A", lang=None) == '<td class="n" data-label="A">0</td>'
    assert join(["a", None, "", Markup("<b>")], " ") == "a <b>"


def test_a_cell_is_labelled_as_its_column_is_headed():
    columns = (Column("what"), number("A"), number("B − A", "difference", ["95%"]))
    assert columns[2].over == '<th class="n" scope="col">B − A<span class="sub">95%</span></th>'
    assert row(columns, "x", ("1", "2"), data_measure="m") == (
        '<tr data-measure="m"><th scope="row">x</th><td class="n" data-label="A"><span class="cell">1</span></td>'
        '<td class="n" data-label="difference"><span class="cell">2</span></td></tr>'
    )
    table = stack(columns, [group("rest", 3)], "differs")
    assert table.startswith('<div class="scroll"><table class="stack differs"><thead><tr><th scope="col">what</th>')
    assert '<tr class="group"><td colspan="3">rest</td></tr>' in table


def test_lists_folds_and_small_tables():
    assert items(["a", "b"]) == "<ul><li>a</li><li>b</li></ul>"
    assert fold("more", "x", kind="block") == '<details class="block"><summary>more</summary>x</details>'
    assert mini(["h"], [["<"]]).count("&lt;") == 1
