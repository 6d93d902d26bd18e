"""Words that make a name a source, in English, German and Spanish. Data only; · stands for a space."""

from collections.abc import Mapping

# Right before the name: "according to The Verge", "laut …", "según …".
BEFORE: Mapping[str, str] = {
    "en": "according·to by in per reported·by revealed·by published·by seen·by obtained·by cited·by broken·by via "
    "citing cites cited "
    "quoting quotes credit·to told tells from report·in report·from report·by reporting·in reporting·by story·in "
    "piece·in says said "
    "writes wrote notes noted reveals reports reported adds hat·tip h/t source sources",
    "de": "laut gemäß in im wie so berichtet berichtete berichten meldet meldete schreibt schrieb zitiert zitierte "
    "erfuhr erklärte "
    "berechnungen·von berechnungen·der berechnungen·des schätzungen·von schätzungen·der schätzungen·des hinweis·auf "
    "erfahren·von informationen·von informationen·des informationen·der angaben·von angaben·des angaben·der "
    "berichten·von berichten·des "
    "berichten·der recherchen·von recherchen·des recherchen·der bericht·von bericht·des bericht·der bericht·in bericht·im "
    "meldung·von meldung·des meldung·der berufung·auf verweis·auf quelle quellen via spricht gegenüber sagte·dem sagte·der",
    "es": "según ha·adelantado ha·avanzado ha·publicado ha·informado ha·contado ha·revelado ha·desvelado "
    "ha·confirmado calcula calculó "
    "estima estimó cifra recuerda subraya destaca añade precisa detalla relata indica indicó anticipa anticipó confirma confirmó "
    "matiza dice habla hablaba escribió en de·acuerdo·con informa informó publica publicó recoge recogió "
    "adelanta adelantó avanza avanzó "
    "cuenta contó así "
    "asegura señala revela reveló desvela escribe explica apunta afirma sostiene citando·a cita·a fuente fuentes vía informe·de "
    "información·de informaciones·de artículo·de exclusiva·de noticia·de publicado·por revelado·por adelantado·por dijo·a por",
}
# Of these, the ones that say nothing unless the name is an outlet of the catalogue.
WEAK: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {
            "by",
            "in",
            "from",
            "told",
            "tells",
            "wrote",
            "notes",
            "noted",
            "reveals",
            "says",
            "said",
            "writes",
            "adds",
            "reported",
            "reports",
            "via",
            "per",
            "cites",
        }
    ),
    "de": frozenset({"in", "im", "wie", "so", "spricht", "gegenüber", "erklärte", "via"}),
    "es": frozenset(
        {
            "en",
            "así",
            "por",
            "cuenta",
            "calcula",
            "calculó",
            "estima",
            "estimó",
            "cifra",
            "recuerda",
            "subraya",
            "destaca",
            "añade",
            "precisa",
            "detalla",
            "indica",
            "indicó",
            "confirma",
            "confirmó",
            "matiza",
            "dice",
            "habla",
            "hablaba",
            "escribió",
            "asegura",
            "señala",
            "explica",
            "apunta",
            "afirma",
            "sostiene",
            "vía",
        }
    ),
}
# Behind the name, a few words on: "The Verge points out", "wie The Ledger Wire berichtet".
AFTER: Mapping[str, str] = {
    "en": "report reports reported reporting say says said write writes wrote written describe describes described "
    "note notes noted "
    "claim claims claimed reveal reveals revealed learn learned learnt ask asks asked point points pointed put puts quote quotes "
    "quoted cite cites cited add adds added tell tells told break breaks broke call calls called estimate estimates "
    "estimated find "
    "finds found count counts counted seen saw suggest suggests suggested publish publishes published confirm "
    "confirms confirmed explain explains explained prefer prefers speculated predicted predicts has·it prints printed",
    "de": "berichtet berichtete berichten berichteten meldet meldete melden schreibt schrieb schreiben geschrieben "
    "zufolge erfahren "
    "erfuhr nennt nannte nennen nannten spricht sprach sprechen zitiert zitierte behauptet will wissen enthüllt "
    "enthüllte veröffentlicht veröffentlichte "
    "fragt beziffert rechnet schätzt meint weiß ausführt herausfand gemeldet vorrechnet bezeichnet druckt",
    "es": "informa informó publica publicó recoge recogió adelanta adelantó avanza avanzó cuenta contó asegura aseguró "
    "señala señaló "
    "revela reveló desvela desveló escribe escribió explica explicó apunta apuntó afirma afirmó sostiene habla hablaba "
    "habló cita "
    "citó prefiere calcula calculó cifra estimó indica indicó precisa detalla relata subraya destaca recuerda "
    "añade añadió anticipa anticipó dice dijo publicaba contaba estima confirma confirmó primero primera "
    "primicia pregunta",
}
# Words between a cue and the name, or behind it: articles and what kind of outlet it is.
DESCRIBING: Mapping[str, str] = {
    "en": "the a an german spanish austrian swiss american british us u.s new york london daily weekly newspaper paper "
    "site website "
    "portal magazine outlet agency news newswire wire service broadcaster blog business tech financial online "
    "publication specialist",
    "de": "der die das dem den des ein eine einem einer zeitung tageszeitung wochenzeitung magazin nachrichtenmagazin agentur "
    "nachrichtenagentur portal fachportal onlineportal website seite us-zeitung us-magazin us-sender sender blatt "
    "wirtschaftsblatt "
    "branchendienst dienst blog technikportal amerikanische amerikanischen britische britischen us-amerikanische spanische "
    "spanischen us-medium medium online-magazin börsenportal us-portal us-wirtschaftszeitung deutschen deutsche",
    "es": "el la los las un una diario periódico portal medio web sitio revista agencia cadena alemán alemana "
    "austriaco austriaca "
    "austríaco estadounidense británico británica español española digital blog semanario argentino mexicano suizo especializado "
    "económico cabecera rotativo",
}
# Of these, the ones that make any capitalised name behind them an outlet.
KINDS: frozenset[str] = frozenset(
    """newspaper paper site website portal magazine outlet agency newswire broadcaster blog zeitung tageszeitung
    wochenzeitung magazin nachrichtenmagazin agentur nachrichtenagentur fachportal onlineportal us-zeitung us-magazin
    us-sender sender blatt branchendienst technikportal us-medium online-magazin börsenportal us-portal diario
    periódico revista agencia cadena semanario rotativo""".split()  # noqa: SIM905 - a word list reads better so
)
# Prepositions that make a source only behind such a word: "published in the night by", "printed today in".
PREPOSITIONS: frozenset[str] = frozenset({"by", "in", "im", "en"})
PUBLISHED: frozenset[str] = frozenset(
    """reported published revealed printed described disclosed appeared carried broken seen obtained report reporting article
    story veröffentlicht veröffentlichte erschienen gedruckt gemeldet bericht artikel publicado publicada aparecido
    aparecida revelado revelada informe artículo noticia""".split()  # noqa: SIM905 - as above
)
# What the name of an outlet that is not in the catalogue has in it.
OUTLET_WORDS: frozenset[str] = frozenset(
    """times post journal wire gazette courier news daily herald tribune chronicle dispatch observer guardian telegraph
    mirror independent standard insider verge information register reuters bloomberg politico axios techcrunch wired
    fortune forbes economist examiner inquirer bulletin review magazine press radio zeitung kurier anzeiger blatt bote
    tagesspiegel presse spiegel handelsblatt nachrichten rundschau tagblatt tageblatt merkur stern focus morgenpost
    diario gaceta país mundo periódico heraldo vanguardia expansión clarín nación tiempo universal voz correo noticias
    semanario mercurio confidencial economista heraldo opinión verdad faro provincia razón rundfunk stadt-anzeiger
    cnbc cnn bbc afp dpa efe apa ansa nikkei ctech globe mail""".split()  # noqa: SIM905 - as above
)
# An outlet that goes to court, to market or to the hirer makes news of its own.
PARTY: frozenset[str] = frozenset(
    """sue sues sued suing lawsuit sues plaintiff acquires acquired acquisition owner owned hires fired licence license
    licensing copyright klagt verklagt klage verklagte klägerin kläger lizenz lizenzvertrag übernimmt übernahm demanda
    demandó demandante querella licencia compra compró""".split()  # noqa: SIM905 - as above
)
SOURCE_HEADS: frozenset[str] = frozenset({"source", "sources", "quelle", "quellen", "fuente", "fuentes", "via", "vía"})
FIRST: Mapping[str, frozenset[str]] = {
    "en": frozenset({"first", "originally", "broke", "scoop"}),
    "de": frozenset({"zuerst", "ursprünglich"}),
    "es": frozenset({"adelantó", "adelanta", "primero", "primera", "primicia", "avanzó", "exclusiva"}),
}
ARTICLES = frozenset({"the", "der", "die", "das", "dem", "den", "des", "el", "la", "los", "las", "le"})
