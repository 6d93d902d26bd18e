"""Furniture: lines of a page that are not the article."""

from pipelines.furniture import cut_furniture


def test_a_menu_before_the_text_goes_and_a_kicker_stays() -> None:
    prose = (
        "The harbour board has voted for a new lock, which is to be ready in four years and to cost as much as the old one did."
    )
    menu = ["Pages", "Front Page", "Country", "Abroad", "Letters", "Lens of the light restored"]
    assert cut_furniture([*menu, prose], []) == [prose]
    assert cut_furniture(["Harbour", "A lock for the town", prose], []) == ["Harbour", "A lock for the town", prose]


def test_what_stands_above_the_headline_goes_unless_it_is_prose() -> None:
    prose = "The harbour board has voted for a new lock, which is to be ready in four years."
    title = "A lock for the town"
    assert cut_furniture(["The Open Page", "ideas half done", title, "In four years.", prose], [title]) == [
        "In four years.",
        prose,
    ]
    assert cut_furniture(["In four years.", title, prose], [title]) == ["In four years.", prose]
