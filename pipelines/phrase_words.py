"""Small words that bound noun phrases and names, in English, German and Spanish. Data only."""

from collections.abc import Mapping

_STOP_EN = """
and or but nor to in on at by for from with without into over under after before since until than then that which who
is are was were be been has have had do does did will would can could may might must should says said as if when while
where because so not no up down out off about per a an this these those it they he she we you i there here what how
through during between against across among within only also too very more less later earlier ago away now once today
yesterday tomorrow last next each every several
"""
_STOP_DE = """
und oder aber zu in im an am auf aus bei beim mit ohne nach von vom vor für gegen um über unter als wie dass wenn weil
ist sind war waren sein hat haben hatte hatten wird werden wurde wurden kann können soll sollen will wollen muss
müssen darf nicht kein keine mehr weniger später früher pro je so auch noch nur schon sich es er sie wir ihr ich man
da dort hier was wer wo bis seit während zwischen durch ein eine einen einem einer
"""
_STOP_ES = """
y e o u pero ni a al en con sin por para según sobre bajo tras desde hasta entre que quien cuando donde como si no es
son era eran fue fueron ser ha han había habían hay está están será serán más menos muy ya se lo le les me te nos
después antes luego hoy ayer mañana
"""
_NO_PLURALS = """
is was has does its this his hers ours yours theirs us as thus plus minus always perhaps besides less unless across
towards afterwards sometimes else yes says makes takes gives goes comes means needs wants remains stays various
previous famous serious obvious enormous gas bus versus series news alas
"""
_PLURALS_WITHOUT_S = """
people children men women feet staff police aircraft species percent fish personnel crew militiamen fishermen sheep
deer cattle salmon salespeople yen yuan
won hertz gigahertz megahertz sterling
"""
_OPENERS = """
der die das den dem des ein eine einen einem einer eines kein keine im am zum zur vom beim ins ans mit für von zu aus
in an auf bei nach und oder als über unter rund etwa mehr pro je ihre ihr ihren seine sein seinen diese dieser dieses
jede the this that these those he she it they we you his her its their our there here then but for with from when what
who how why los las una uno esta este estos estas ella ellos para por pero como cuando con sin que según sie wir er es
ich
"""
_NAMED = """
windows office microsoft sonnet opus haiku claude grok llama gpt phi gemini iphone ipad xbox copilot android ios macos
version versión kapitel chapter capítulo artikel article artículo section sección absatz paragraph zimmer room raum
galaxy pixel playstation mistral gemma qwen dall-e kimi veo sora directx usb wi-fi bluetooth chrome firefox edge
python formel formula apollo falcon boeing airbus route highway autobahn interstate bus linie line línea tram gate
terminal area studio fm tesla
"""

# Where a noun phrase ends.
STOP: Mapping[str, frozenset[str]] = {
    "en": frozenset(_STOP_EN.split()),
    "de": frozenset(_STOP_DE.split()),
    "es": frozenset(_STOP_ES.split()),
}
# What may open one after "of": "two of its tools".
PARTITIVE: Mapping[str, frozenset[str]] = {
    "en": frozenset({"of", "the", "its", "their", "his", "her", "our", "these", "those"}),
    "de": frozenset({"der", "seiner", "ihrer", "dieser", "unserer"}),
    "es": frozenset({"de", "del", "los", "las", "sus", "su", "estos", "estas", "nuestros", "nuestras"}),
}
# Words in -s that are no plural nouns, and plurals without one.
NO_PLURALS = frozenset(_NO_PLURALS.split())
PLURALS_WITHOUT_S = frozenset(_PLURALS_WITHOUT_S.split())
# Words that a common noun follows in German, and that are no names anywhere.
OPENERS = frozenset(_OPENERS.split())
# A word before a number that makes it a name: products, roads, gates.
NAMED = frozenset(_NAMED.split())
