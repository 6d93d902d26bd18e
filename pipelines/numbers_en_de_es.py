"""Words that count, in English, German and Spanish: numerals, scales, qualifiers, fractions, months. Data only."""

from collections.abc import Mapping

LANGUAGES = ("en", "de", "es")


def _count(words: str, start: int = 0, step: int = 1) -> dict[str, float]:
    return {word: float(start + step * number) for number, word in enumerate(words.split())}


# Below a hundred; "one" and its inflections stand apart in ONE because most languages use them as an article too.
SMALL: Mapping[str, Mapping[str, float]] = {
    "en": {
        **_count("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 2),
        **_count("seventeen eighteen nineteen", 17),
    },
    "de": {
        **_count("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn", 2),
        **_count("siebzehn achtzehn neunzehn", 17),
        "zwo": 2.0,
        "zweier": 2.0,
        "dreier": 3.0,
        "eineinhalb": 1.5,
        "anderthalb": 1.5,
    },
    "es": {
        **_count("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis", 2),
        **_count("diecisiete dieciocho diecinueve", 17),
        **_count("veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve", 21),
        "veintiún": 21.0,
        "veintiuna": 21.0,
        "dieciseis": 16.0,
        "veintidos": 22.0,
        "veintitres": 23.0,
        "veintiseis": 26.0,
    },
}
TENS: Mapping[str, Mapping[str, float]] = {
    "en": _count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    "de": _count("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10) | {"dreissig": 30.0},
    "es": _count("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10),
}
HUNDREDS: Mapping[str, Mapping[str, float]] = {
    "en": {},
    "de": {},
    "es": {
        **_count(
            "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos", 100, 100
        ),
        **_count("ciento doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas", 100, 100),
        "novecientas": 900.0,
    },
}
ONE: Mapping[str, frozenset[str]] = {
    "en": frozenset({"one"}),
    "de": frozenset({"ein", "eine", "einer", "einem", "einen", "eines"}),
    "es": frozenset({"un", "una", "uno"}),
}
ARTICLES: Mapping[str, frozenset[str]] = {"en": frozenset({"a", "an"}), "de": ONE["de"], "es": ONE["es"]}
HALF: Mapping[str, frozenset[str]] = {
    "en": frozenset({"half"}),
    "de": frozenset({"halbe", "halben", "halber", "halbes"}),
    "es": frozenset({"medio", "media"}),
}
SINGLE: Mapping[str, frozenset[str]] = {
    "en": frozenset({"single", "lone", "solitary"}),
    "de": frozenset({"einzig", "einzige", "einzigen", "einziger", "einziges", "einzelne", "einzelnen", "einzelner"}),
    "es": frozenset({"solo", "sola", "único", "única"}),
}
PAIR: Mapping[str, frozenset[str]] = {"en": frozenset({"couple"}), "de": frozenset(), "es": frozenset({"par"})}

# Words that multiply what stands before them. German Billion = 10^12; Spanish "mil millones" comes out as 10^3 · 10^6.
SCALES: Mapping[str, Mapping[str, float]] = {
    "en": {
        "hundred": 1e2,
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "trillion": 1e12,
        "bn": 1e9,
        "mn": 1e6,
        "mln": 1e6,
        "bln": 1e9,
        "tn": 1e12,
        "trn": 1e12,
        "dozen": 12.0,
    },
    "de": {
        "hundert": 1e2,
        "tausend": 1e3,
        "million": 1e6,
        "millionen": 1e6,
        "mio": 1e6,
        "milliarde": 1e9,
        "milliarden": 1e9,
        "mrd": 1e9,
        "mia": 1e9,
        "billion": 1e12,
        "billionen": 1e12,
        "bio": 1e12,
        "dutzend": 12.0,
    },
    "es": {
        "mil": 1e3,
        "millón": 1e6,
        "millones": 1e6,
        "mill": 1e6,
        "millardo": 1e9,
        "millardos": 1e9,
        "billón": 1e12,
        "billones": 1e12,
        "docena": 12.0,
        "docenas": 12.0,
    },
}
# Written on to the number, case as printed: "$38bn", "500B parameters", "15k GPUs".
SUFFIXES: Mapping[str, float] = {
    "k": 1e3,
    "K": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "B": 1e9,
    "b": 1e9,
    "bn": 1e9,
    "Bn": 1e9,
    "T": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
# Fractions of a whole, in percent. What must follow (English, Spanish) or stand before is in pipelines/amounts.py.
FRACTIONS: Mapping[str, Mapping[str, float]] = {
    "en": {"half": 50.0, "quarter": 25.0, "third": 100 / 3, "quarters": 25.0, "thirds": 100 / 3, "fifth": 20.0, "fifths": 20.0,
           "tenth": 10.0},
    "de": {"hälfte": 50.0, "viertel": 25.0, "viertels": 25.0, "drittel": 100 / 3, "drittels": 100 / 3, "fünftel": 20.0,
           "fünftels": 20.0, "zehntel": 10.0, "zehntels": 10.0},
    "es": {"mitad": 50.0, "cuarta": 25.0, "tercera": 100 / 3, "tercio": 100 / 3, "tercios": 100 / 3,
           "quinta": 20.0, "quinto": 20.0,
           "décima": 10.0},
}  # fmt: skip
ORDINALS: Mapping[str, Mapping[str, float]] = {
    "en": _count("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth", 1),
    "de": _count("erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt", 1),
    "es": _count("primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercer", 1)
    | {"primero": 1.0, "tercero": 3.0, "decimotercero": 13.0},
}
# Words before an amount. Longest phrase first wins; the nearest phrase counts.
QUALIFIERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "about": "about around approximately roughly some nearly almost circa approx close·to estimated an·estimated "
        "or·so little·more·than",
        "more-than": "more·than over above exceeding exceed exceeds exceeded beyond upwards·of north·of worth·over larger·than",
        "less-than": "less·than under below fewer·than just·under within",
        "at-least": "at·least no·fewer·than no·less·than a·minimum·of",
        "at-most": "up·to at·most no·more·than as·much·as as·many·as a·maximum·of",
        "reportedly": "reportedly allegedly said·to·have said·to·be·worth a·rumored a·rumoured a·reported",
    },
    "de": {
        "about": "etwa rund ungefähr circa ca zirka knapp fast gut schätzungsweise annähernd nahezu um·die in·etwa kaum·mehr·als",
        "more-than": "mehr·als über deutlich·über weit·über mehr·denn jenseits·von oberhalb·von",
        "less-than": "weniger·als unter unterhalb·von keine keinen keiner nicht·einmal",
        "at-least": "mindestens wenigstens zumindest nicht·weniger·als ab",
        "at-most": "höchstens maximal bis·zu nicht·mehr·als allenfalls",
        "reportedly": "angeblich mutmaßlich offenbar dem·vernehmen·nach",
    },
    "es": {
        "about": "unos unas cerca·de alrededor·de aproximadamente casi cerca·del alrededor·del en·torno·a en·torno·al "
        "aproximadamente·el aproximadamente·un",
        "more-than": "más·de más·del superior·a superior·al supera superan superaría por·encima·de por·encima·del poco·más·de",
        "less-than": "menos·de menos·del inferior·a por·debajo·de por·debajo·del",
        "at-least": "al·menos por·lo·menos como·mínimo no·menos·de mínimo·de",
        "at-most": "hasta como·máximo máximo·de no·más·de a·lo·sumo",
        "reportedly": "supuestamente presuntamente rondaría rondarían tendría tendrían alcanzaría alcanzarían sumaría superarían",
    },
}
# Words after an amount: "15 or more", "500 oder mehr".
AFTER: Mapping[str, Mapping[str, str]] = {
    "en": {"at-least": "or·more or·longer and·up", "about": "or·so", "at-most": "or·less or·fewer"},
    "de": {"at-least": "oder·mehr und·mehr", "at-most": "oder·weniger"},
    "es": {"at-least": "o·más", "at-most": "o·menos"},
}
# Anywhere in the sentence before an amount that nothing else qualifies: the whole statement is hearsay.
HEARSAY: Mapping[str, frozenset[str]] = {
    "en": frozenset({"reportedly", "allegedly", "rumoured", "rumored"}),
    "de": frozenset({"angeblich", "mutmaßlich", "gerüchteweise", "dem·vernehmen"}),
    "es": frozenset({"supuestamente", "presuntamente", "rondaría", "tendría", "estaría", "estarían"}),
}
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTHS_TOO: Mapping[str, dict[str, int]] = {"en": {}, "de": {"jänner": 1, "feber": 2}, "es": {"setiembre": 9}}
MONTHS: Mapping[str, Mapping[str, int]] = {
    language: {name: number for number, name in enumerate(names.split(), 1)} | _MONTHS_TOO[language]
    for language, names in _MONTHS.items()
}
DATE_BOUNDS: Mapping[str, Mapping[str, str]] = {
    "en": {"until": "until till through by to before", "since": "since from after as·of"},
    "de": {"until": "bis vor bis·mindestens bis·zum bis·zum·jahr bis·ins·jahr bis·ende bis·anfang bis·mitte", "since": "seit ab"},
    "es": {"until": "hasta hasta·el hasta·al·menos antes·de para hasta·finales·de", "since": "desde a·partir·de desde·el"},
}
# Between two amounts that share a unit ("13 or 14 billion dollars"): these also share the scale.
RANGE: Mapping[str, frozenset[str]] = {
    "en": frozenset({"to", "or", "and"}),
    "de": frozenset({"bis", "oder", "und", "zu", "auf"}),
    "es": frozenset({"a", "al", "o", "y", "u"}),
}
# What may stand between such amounts besides.
HEDGES: Mapping[str, frozenset[str]] = {
    "en": frozenset({"about", "around", "roughly", "some", "even", "almost", "nearly", "just"}),
    "de": frozenset({"rund", "etwa", "gut", "knapp", "sogar", "fast", "ungefähr"}),
    "es": frozenset({"unos", "unas", "casi", "incluso", "el", "los", "las", "cerca", "de", "del"}),
}
