from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.figures import Figure
from pipelines.figures import figures


def only(text, language):
    found = figures("", text, language)
    assert len(found) == 1, found
    return found[0]


def printed(text, language):
    return [(figure.value, figure.unit, figure.qualifier) for figure in figures("", text, language) if figure.kind == "quantity"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("trained on about 15,000 H100 GPUs", "en", (15000, "GPU", "about")),
        ("rund 15.000 H100-GPUs", "de", (15000, "GPU", "about")),
        ("500 mil millones de parámetros", "es", (5e11, "parameter", "none")),
        ("unos 500.000 millones de parámetros", "es", (5e11, "parameter", "about")),
        ("medio billón de parámetros", "es", (5e11, "parameter", "none")),
        ("mehr als 13 Milliarden Dollar", "de", (1.3e10, "USD", "more-than")),
        ("300 Mrd. Dollar", "de", (3e11, "USD", "none")),
        ("eine halbe Billion Euro", "de", (5e11, "EUR", "none")),
        ("eine Viertelbillion Dollar", "de", (2.5e11, "USD", "none")),
        ("die 650-Millionen-Dollar-Akquisition", "de", (6.5e8, "USD", "none")),
        ("worth $38bn", "en", (3.8e10, "USD", "none")),
        ("más de US$ 50.000 millones", "es", (5e10, "USD", "more-than")),
        ("a giant 500B parameter AI model", "en", (5e11, "parameter", "none")),
        ("half a trillion dollars", "en", (5e11, "USD", "none")),
        ("under one second", "en", (1, "second", "less-than")),
        ("keine ganze Sekunde", "de", (1, "second", "less-than")),
        ("una sola tarjeta gráfica", "es", (1, "GPU", "none")),
        ("hält gut ein Viertel", "de", (25, "%", "about")),
        ("cerca de la mitad de las tareas", "es", (50, "%", "about")),
        ("27 per cent", "en", (27, "%", "none")),
        ("achtundvierzig Prozent", "de", (48, "%", "none")),
        ("cuarenta y dos escuelas", "es", (42, "school", "none")),
        ("two and a half times as fast", "en", (2.5, "time", "none")),
        ("zweieinhalbmal so schnell", "de", (2.5, "time", "none")),
        ("dos veces y media más rápido", "es", (2.5, "time", "none")),
        ("auf dem zwölften Rang", "de", (12, "place", "none")),
        ("en el puesto 13", "es", (13, "place", "none")),
        ("es kostet 36 Cent", "de", (0.36, "EUR", "none")),
        ("6.200 Hafenarbeiter", "de", (6200, "person", "none")),
        ("El gol llegó en el minuto 93.", "es", (93, "minute", "none")),
        ("for three more years", "en", (3, "year", "none")),
        ("over seven years", "en", (7, "year", "none")),
        ("winds of 40 miles an hour", "en", (40, "mile per hour", "none")),
        ("nine out of ten answers", "en", (90, "%", "none")),
        ("jede dritte Anfrage", "de", (100 / 3, "%", "none")),
        ("siete de cada diez llamadas", "es", (70, "%", "none")),
        ("a quarter of a percentage point", "en", (0.25, "percentage point", "none")),
        ("einen Viertelprozentpunkt", "de", (0.25, "percentage point", "none")),
        ("millón y medio de euros", "es", (1.5e6, "EUR", "none")),
        ("dos horas y cuarto", "es", (2.25, "hour", "none")),
        ("2450 Kubikmeter pro Sekunde", "de", (2450, "cubic metre per second", "none")),
        ("tres centros de datos", "es", (3, "data centre", "none")),
        ("60.000 Nvidia-Chips vom Typ GB200", "de", (60000, "GPU", "none")),
        ("binnen 90 Arbeitstagen", "de", (90, "day", "none")),
        ("suprime 1.900 puestos", "es", (1900, "job", "none")),
    ],
)
def test_value_unit_and_qualifier(text, language, expected):
    assert printed(text, language) == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("GPT-4, GPT-4.1, o1, Phi-4 and MAI‑1 run on GB200", "en"),
        ("Windows 11 und Microsoft 365 Copilot", "de"),
        ("Claude Opus 4.1 y Grok 3 mini", "es"),
        ("At 20:45 it was over, 2.1.3 followed", "en"),
        ("No one waited in the first place, in the second half of the year", "en"),
        ("selbst für einen Billionen-Konzern", "de"),
        ("Un día después firmaron ambos", "es"),
        ("He named 11 and 12.", "en"),
        ("A half-finished job of a two-headed state needed place 18", "en"),
        ("Ariane 6 lifts a probe. The next Ariane 6 waits.", "en"),
        ("They beat the champions in a 4-1 win more than a year ago", "en"),
    ],
)
def test_versions_times_and_bare_numbers_are_no_figures(text, language):
    assert figures("", text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "year", "iso", "bound"),
    [
        ("exklusiv bis 2030", "de", 2030, "2030", "until"),
        ("seit März 2024", "de", 2024, "2024-03", "since"),
        ("hasta 2032", "es", 2032, "2032", "until"),
        ("on August 29, 2025", "en", 2025, "2025-08-29", "none"),
    ],
)
def test_dates_are_kept_apart(text, language, year, iso, bound):
    found = only(text, language)
    assert (found.kind, found.value, found.date, found.qualifier) == ("date", year, iso, bound)


def test_neighbours_lend_their_unit_and_scale():
    assert printed("13 or 14 billion dollars", "en") == [(1.3e10, "USD", "none"), (1.4e10, "USD", "none")]
    assert printed("Es waren 14 Milliarden Dollar, nicht 13 Milliarden.", "de")[1][:2] == (1.3e10, "USD")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It covers 40 languages, up from 25.", "en", [(40, "language"), (25, "language")]),
        ("Es versteht 40 Sprachen statt bisher 25.", "de", [(40, "language"), (25, "language")]),
        ("Quedan 400 de los 2.300 empleos.", "es", [(400, "job"), (2300, "job")]),
        ("Nine of twelve voters agreed.", "en", [(9, "person"), (12, "person")]),
        ("24 Forscher gingen, darunter fünf aus Paris.", "de", [(24, "person"), (5, "person")]),
        ("Unions put it at 85 percent, the airline at 30.", "en", [(85, "%"), (30, "%")]),
        ("The quake killed three people, injuring 61.", "en", [(3, "person"), (61, "person")]),
        ("Mehr als 200 wurden verletzt.", "de", [(200, "person")]),
    ],
)
def test_a_sentence_lends_its_unit(text, language, expected):
    assert sorted(item[:2] for item in printed(text, language)) == sorted(expected)


def test_the_sentence_and_the_name_come_along():
    found = figures("", "Nothing here. MAI-1-preview was trained on 15,000 H100 chips. More.", "en")[0]
    assert found.sentence == "MAI-1-preview was trained on 15,000 H100 chips."
    assert found.subject == "MAI-1-preview"


def test_title_and_text_have_offsets_of_their_own():
    title, text = "27 percent for Redmond", "The stake is worth $135 billion."
    found = figures(title, text, "en")
    assert [(figure.where, (title if figure.where == "title" else text)[figure.start : figure.end]) for figure in found] == [
        ("title", "27 percent"),
        ("text", "$135 billion"),
    ]


def test_decomposed_umlauts_are_read():
    assert printed("fu\u0308nf Jahre", "de") == [(5, "year", "none")]


def test_a_language_without_tables_gives_nothing():
    assert figures("13 milliards de dollars", "", "fr") == ()


WORDS = st.sampled_from(
    ["15.000", "3,5", "eine", "half", "a", "mil", "millones", "de", "bis", "2030", "GPUs", "-", "%", "$", "Mrd.", "1-1"]
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(["en", "de", "es"]))
def test_anything_can_be_read(text, language):
    for figure in figures("", text, language):
        assert isinstance(figure, Figure)
        assert 0 <= figure.start < figure.end <= len(text)


@pytest.mark.parametrize("piece", ["a-", "1 000 ", "13 Milliarden ", "hundert", "1-", "A1-", "$", "half a ", "15.000 Nvidia "])
def test_time_grows_with_the_text_only(piece):
    # 8 times the text: 8 times the time, 64 times were it quadratic; the machine is noisy
    def seconds(length):
        text = (piece * length)[:length]
        started = process_time()
        figures("", text, "de")
        return process_time() - started

    assert seconds(160_000) < 24 * max(seconds(20_000), 0.02)


def test_a_number_lends_its_unit_to_one_that_acts_or_is_compared_in_spanish():
    def counted(text):
        return [(value, unit) for value, unit, _ in printed(text, "es")]

    assert counted("Los escucharon doce oyentes. Solo nueve sospecharon.") == [(12, "person"), (9, "person")]
    assert counted("Hará 31 grados en el valle y no pasarán de 24 en la playa.") == [(31, "degree"), (24, "degree")]


def test_the_mean_is_no_half():
    assert printed("La media de 50 sesiones sube.", "es") == [(50, "session", "none")]
