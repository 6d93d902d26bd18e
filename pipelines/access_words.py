"""What walls say in English, German and Spanish, by kind of wall. Matched without regard to case."""

import re


def _phrases(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases), re.IGNORECASE)


# Titles and headings of robot checks (Cloudflare, Akamai, DataDome, PerimeterX, Imperva and home-made ones).
BOT_TITLE = _phrases(
    r"^just a moment|^attention required|^access denied|^access to this page has been denied|^pardon our interruption",
    r"^are you a (?:robot|human)|^robot (?:check|or human)|^human verification|^security check|^ddos-guard",
    r"^verify(?:ing)? you are",
    r"^please (?:verify|wait while)|^checking your browser|^one more step|^request (?:blocked|rejected)|^403 forbidden",
    r"^forbidden$",
    r"^sicherheits(?:überprüfung|abfrage|prüfung)|^bist du ein (?:mensch|roboter)|^sind sie ein (?:mensch|roboter)",
    r"^zugriff verweigert",
    r"^bitte bestätigen sie, dass sie|^einen moment,? bitte|^nur einen moment",
    r"(?:you are|you.re) (?:a human|not a (?:ro)?bot)|unusual (?:traffic|activity)|automated (?:requests|access)",
    r"(?:dass sie|dass du) (?:ein mensch|kein (?:ro)?bot)|ungewöhnliche[rn]? (?:zugriff|aktivität|datenverkehr|anfrage)",
    r"que (?:no )?eres (?:un robot|human[oa]|una persona)|(?:tráfico|actividad) (?:inusual|sospechos[ao])",
    r"^un momento|^verificación de seguridad|^comprobando su navegador|^acceso denegado|^¿eres (?:un robot|humano)",
)
BOT_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform/h/|cf-challenge|cf_chl_opt|_Incapsula_Resource|captcha-delivery\.com|px-captcha|"
    r"geo\.captcha|ak-challenge|sec-if-cpt|awswaf|ddos-guard",
    re.IGNORECASE,
)
NEEDS_SCRIPT = _phrases(
    r"(?:enable|activate|turn on) java ?script|java ?script (?:is |to be )?(?:required|disabled|enabled)|requires java ?script",
    r"java ?script (?:aktivieren|einschalten|ist deaktiviert|wird benötigt)|aktivieren sie (?:bitte )?java ?script",
    r"benötigt java ?script",
    r"(?:active|activa|habilite|habilita) (?:el )?java ?script|java ?script (?:está )?(?:desactivado|deshabilitado)",
    r"requiere java ?script",
    r"(?:works?|runs?) (?:only )?with java ?script|nur mit java ?script|(?:solo|sólo) (?:funciona )?con java ?script",
    r"(?:activar|habilitar|activ[ae]|habilit[ae]) (?:el )?java ?script",
)
NOT_FOUND = _phrases(
    r"\b404\b|page not found|not found|page is not here|no longer (?:available|exists?)",
    r"(?:page|article|story) (?:is )?(?:gone|missing|unavailable)",
    r"(?:page|article|story) (?:you .{0,40})?(?:does ?n[o']t|can ?not|could ?n[o']t) (?:exist|be found)|this page is no longer",
    r"(?:page|article|story) (?:you.{0,40} )?(?:can.t be found|has (?:moved|expired|been (?:moved|removed|deleted)))",
    r"nothing (?:was )?found|never existed",
    r"(?:seite|artikel|beitrag|inhalt) (?:wurde |konnte |ist )?(?:leider )?nicht (?:gefunden|mehr (?:verfügbar|vorhanden))",
    r"nichts gefunden|nie bestanden|(?:seite|artikel|beitrag).{0,40} (?:umgezogen|gelöscht|entfernt|verschoben)",
    r"nicht gefunden|existiert nicht(?: mehr)?|nicht mehr (?:verfügbar|online|abrufbar)",
    r"(?:página|nota|artículo|contenido) no (?:encontrad[oa]|existe|está disponible)|no (?:se ha )?encontrad[oa]",
    r"no hemos (?:encontrado|podido encontrar)|nunca existió",
    r"(?:página|noticia|artículo).{0,40} (?:ha cambiado|se ha (?:movido|eliminado))",
    r"ya no (?:existe|está disponible)",
)
CONSENT = _phrases(
    r"(?:we|wir) (?:and|und) (?:our|unsere) (?:\d[\d.]* )?(?:partners?|partner)|we value your privacy",
    r"manage (?:your )?(?:consent|privacy|cookies)",
    r"your (?:privacy )?(?:choices|consent)|accept (?:all )?(?:cookies )?(?:and|to) continue|consent or pay",
    r"store and/or access information",
    r"einwilligung|ihre zustimmung|zustimmen und weiter|mit werbung (?:weiter)?lesen|weiterlesen mit werbung|pur-abo|werbefrei",
    r"informationen auf (?:ihrem|einem) gerät|datenschutz-?einstellungen|cookies (?:akzeptieren|zustimmen)|alle akzeptieren",
    r"(?:nosotros|nuestros) (?:y )?(?:nuestros )?(?:\d+ )?socios|valoramos (?:su|tu) privacidad",
    r"aceptar (?:todas? )?(?:las cookies )?y continuar",
    r"consentimiento|aceptar cookies|suscr[ií]bete o acepta|almacenar (?:y/o acceder a )?información en (?:su|un) dispositivo",
)
# Kinds of words that a page asking for consent is made of; each is common, several of them together are not.
CONSENT_KINDS = tuple(
    re.compile(kind, re.IGNORECASE)
    for kind in (
        r"cookies?\b|kennungen|identifiers|identificadores",
        r"accept all|i accept|agree and continue|alle akzeptieren|einverstanden|zustimmen\b|aceptar (?:tod[oa]s?|y continuar)",
        r"reject all|ablehnen|rechazar|widerrufen|withdraw|retirar",
        r"partners?\b|socios\b",
        r"privacy|privatsphäre|datenschutz|privacidad",
        r"personali[sz]",
        r"purposes|zwecke|finalidades|more options|manage options|einstellungen|configurar",
        r"consent|einwilligung|zustimm|consentimiento",
    )
)
SIGN_IN = _phrases(
    r"(?:log|sign) ?in\b|password|create (?:an? )?(?:free )?account",
    r"anmelden|einloggen|passwort|kennwort|konto anlegen",
    r"inici[ae]r? sesión|contraseña|identifícate|crea(?:r)? (?:una )?cuenta|regístrate",
)
LOGIN = _phrases(
    r"^(?:please )?(?:log ?in|sign ?in)(?: to (?:continue|read|your account).*)?$",
    r"(?:log|sign) ?in (?:to|or register to) (?:continue|read)",
    r"^(?:bitte )?(?:anmelden|einloggen|login)$|melden sie sich an, um (?:weiter|diesen)",
    r"(?:anmelden|einloggen),? um (?:weiter|diesen)",
    r"^inicia(?:r)? sesión$|inici[ae] sesión para (?:continuar|leer|seguir)|reg[ií]strat?e para (?:continuar|leer|seguir)",
)
PAYWALL = _phrases(
    r"subscribe (?:now )?to (?:continue|read|keep reading|unlock)|(?:continue|keep) reading with",
    r"to (?:continue|keep) reading,? (?:subscribe|please)",
    r"this (?:article|story|content) is (?:for|only for|exclusive|reserved) .{0,20}(?:subscribers|members)|already a subscriber",
    r"for (?:premium )?subscribers only|subscribers[- ]only|unlock (?:this|the full) (?:article|story)",
    r"you have reached (?:the end of what|your .{0,12}limit)",
    r"(?:weiterlesen|lesen sie weiter) mit|jetzt (?:weiterlesen|abonnieren|freischalten|testen)",
    r"mit .{0,20}abo (?:weiter)?lesen|nur für abonnenten",
    r"bereits (?:abonnent|ein abo|registriert)|sie haben (?:bereits|schon) ein .{0,12}abo",
    r"exklusiv für (?:abonnenten|mitglieder)|artikel (?:freischalten|kaufen)",
    r"suscr[ií]b(?:e|a)te para (?:seguir|continuar|leer)|(?:solo|sólo|exclusivo) para suscriptores|contenido exclusivo",
    r"¿ya eres suscriptor",
    r"(?:artikel|beitrag|inhalt|text) ist (?:nur |exklusiv |ausschließlich |teil )?(?:für|von|des|mit|im) .{0,20}"
    r"(?:plus|premium|abo|mitglied)",
    r"(?:artículo|contenido|noticia|texto) es (?:solo |sólo |exclusivo )?para (?:nuestros )?(?:socios|suscriptores|abonados)",
    r"para seguir leyendo|hazte (?:socio|suscriptor)|artículo (?:exclusivo|solo) para",
)
BROKEN_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
READ_ON = _phrases(
    r"(?:read (?:more|the full|on)|continue reading|full (?:story|article))\W*$",
    r"(?:weiterlesen|mehr lesen|zum (?:ganzen )?artikel|seguir leyendo|leer (?:más|completo))\W*$",
)
