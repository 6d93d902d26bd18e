"""How the press calls itself: other names of outlets that catalogues list, by domain, and the press at large. Data only.

A name of `PRESS` is cited like one of the catalogue; its outlet has no id there, and is suggested for it. Names that are ordinary
words or places by themselves (Times, Post, Sun) are left out; so are companies.
"""

from collections.abc import Mapping

ALIASES: Mapping[str, tuple[str, ...]] = {
    "faz.net": ("FAZ", "F.A.Z.", "Frankfurter Allgemeine"),
    "sueddeutsche.de": ("SZ", "Süddeutsche"),
    "zeit.de": ("Die Zeit", "Zeit Online"),
    "spiegel.de": ("Spiegel", "Spiegel Online"),
    "derstandard.at": ("Der Standard",),
    "n-tv.de": ("n-tv", "ntv"),
    "nytimes.com": ("NYT", "New York Times"),
    "wsj.com": ("WSJ", "Wall Street Journal"),
    "ft.com": ("FT",),
    "bbc.com": ("BBC",),
    "bbc.co.uk": ("BBC",),
    "theguardian.com": ("Guardian",),
    "theverge.com": ("Verge",),
    "bloomberg.com": ("Bloomberg News",),
    "technologyreview.com": ("Technology Review",),
    "elpais.com": ("El País",),
    "elmundo.es": ("El Mundo",),
    "eldiario.es": ("elDiario", "eldiario.es"),
    "eleconomista.es": ("El Economista", "elEconomista"),
    "20minutos.es": ("20 Minutos", "20minutos"),
    "lavanguardia.com": ("La Vanguardia",),
    "elconfidencial.com": ("El Confidencial",),
    "elespanol.com": ("El Español", "Omicrono"),
    "europapress.es": ("Europa Press",),
    "wiwo.de": ("WiWo", "Wirtschaftswoche"),
    "manager-magazin.de": ("Manager Magazin",),
    "heise.de": ("heise", "heise online", "c't"),
    "golem.de": ("Golem",),
    "reuters.com": ("Reuters",),
    "cincodias.elpais.com": ("Cinco Días",),
    "wwwhatsnew.com": ("WWWhatsnew",),
    "drwindows.de": ("Dr. Windows",),
    "stadt-bremerhaven.de": ("Caschys Blog",),
    "borncity.com": ("BornCity",),
    "thurrott.com": ("Thurrott",),
}

_NAMES = """
AFP; Agence France-Presse; dpa; dpa-AFX; Deutsche Presse-Agentur; Associated Press; AP; EFE; Agencia EFE; Efe; ANSA; APA;
Keystone-SDA; Kyodo; Xinhua; TASS; Interfax; Anadolu; Yonhap; PTI; Télam; Notimex; Antara; Europa Press; Servimedia; Colpisa;
epd; KNA; Dow Jones Newswires; MarketWatch; Barron's; The Economist; The Times of London; The Sunday Times; The Telegraph; The
Daily Telegraph; The Independent; Daily Mail; Financial Times; City A.M.; The Irish Times; Irish Independent; Sky News; ITV
News; Channel 4 News; CNN; NBC News; CBS News; ABC News; Fox News; Fox Business; MSNBC; NPR; PBS; CNBC; CBC; Al Jazeera;
Euronews; France 24; Politico; Politico Europe; Axios; Semafor; Puck; The Atlantic; The New Yorker; Vanity Fair; Time Magazine;
Newsweek; Forbes; Fortune; Quartz; Vox; Slate; HuffPost; Buzzfeed News; ProPublica; The Intercept; The Washington Post;
Washington Post; USA Today; Los Angeles Times; Chicago Tribune; The Boston Globe; Boston Globe; San Francisco Chronicle; The
Mercury News; Seattle Times; The Seattle Times; Houston Chronicle; Miami Herald; The Philadelphia Inquirer; The Globe and Mail;
Toronto Star; The Sydney Morning Herald; The Australian; The Japan Times; Nikkei; Nikkei Asia; Asahi Shimbun; South China
Morning Post; Caixin; The Korea Herald; The Straits Times; The Times of India; The Hindu; The Economic Times; Mint; Haaretz; The
Times of Israel; Calcalist; CTech; Globes; The Information; The Verge; Wired; TechCrunch; The Register; Ars Technica; 404 Media;
The Markup; Rest of World; Engadget; CNET; ZDNET; Gizmodo; Mashable; Recode; Protocol; VentureBeat; Tom's Hardware; AnandTech;
PCMag; PC Gamer; Digital Trends; Android Authority; 9to5Mac; MacRumors; BleepingComputer; The Hacker News; KrebsOnSecurity;
SemiAnalysis; DigiTimes; Data Center Dynamics; Nature; Science; New Scientist; Scientific American; MIT Technology Review; IEEE
Spectrum; The Lancet; Stat News; Le Monde; Le Figaro; Libération; Les Échos; Les Echos; La Tribune; L'Équipe; Ouest-France;
Mediapart; La Repubblica; Corriere della Sera; Il Sole 24 Ore; La Stampa; De Volkskrant; NRC; De Telegraaf; Het Financieele
Dagblad; De Tijd; Le Soir; De Standaard; Dagens Nyheter; Svenska Dagbladet; Aftenposten; Helsingin Sanomat; Politiken; Gazeta
Wyborcza; Rzeczpospolita; Público; Expresso; Diário de Notícias; Folha de S. Paulo; O Globo; Valor Econômico; Kathimerini;
Hürriyet; Novaya Gazeta; Kommersant; The Kyiv Independent; Meduza; ARD; ZDF; Tagesschau; NDR; WDR; MDR; SWR; Bayerischer
Rundfunk; Deutschlandfunk; Deutsche Welle; RBB; ORF; SRF; RTL; Sat.1; Bild; Bild am Sonntag; Welt; Die Welt; Welt am Sonntag;
Der Tagesspiegel; Tagesspiegel; Berliner Zeitung; Berliner Morgenpost; Hamburger Abendblatt; Hamburger Morgenpost; Kölner
Stadt-Anzeiger; Kölnische Rundschau; Express; Rheinische Post; WAZ; Westdeutsche Allgemeine Zeitung; Stuttgarter Zeitung;
Stuttgarter Nachrichten; Schwäbische Zeitung; Badische Zeitung; Frankfurter Rundschau; Hannoversche Allgemeine Zeitung;
Braunschweiger Zeitung; Weser-Kurier; Nordkurier; Ostsee-Zeitung; Kieler Nachrichten; Sächsische Zeitung; Leipziger
Volkszeitung; Freie Presse; Mitteldeutsche Zeitung; Thüringer Allgemeine; Märkische Allgemeine; Münchner Merkur; Abendzeitung;
Augsburger Allgemeine; Nürnberger Nachrichten; Mannheimer Morgen; Saarbrücker Zeitung; Trierischer Volksfreund; Neue Osnabrücker
Zeitung; Westfälische Nachrichten; Redaktionsnetzwerk Deutschland; RND; Funke Mediengruppe; taz; Neues Deutschland; Die Presse;
Der Standard; Kurier; Kronen Zeitung; Kleine Zeitung; Salzburger Nachrichten; Oberösterreichische Nachrichten; Profil; Falter;
Neue Zürcher Zeitung; NZZ; NZZ am Sonntag; Tages-Anzeiger; SonntagsZeitung; Blick; Aargauer Zeitung; Luzerner Zeitung; Basler
Zeitung; Watson; Finews; Cash; Capital; Focus; Stern; Die Zeit; Manager Magazin; WirtschaftsWoche; Börsen-Zeitung; Platow; Der
Aktionär; Finance Forward; Gründerszene; Horizont; Meedia; Computer Bild; Chip; PC-Welt; Netzpolitik.org; netzpolitik.org;
Correctiv; The Pioneer; Table.Media; Automobilwoche; Lebensmittel Zeitung; Ärzteblatt; Kicker; Sport Bild; El País; El Mundo;
ABC; La Razón; La Vanguardia; El Periódico; El Periódico de Catalunya; El Español; El Confidencial; elDiario.es; Público.es;
Infolibre; Vozpópuli; The Objective; Okdiario; Libertad Digital; 20 Minutos; Expansión; Cinco Días; elEconomista; Crónica
Global; Ara; Avui; El Punt Avui; Heraldo de Aragón; El Correo; Diario Vasco; El Diario Vasco; Deia; Gara; Berria; Diario de
Navarra; Noticias de Navarra; La Rioja; El Norte de Castilla; La Voz de Galicia; Faro de Vigo; La Nueva España; El Comercio;
Levante-EMV; Las Provincias; Información; La Verdad; La Opinión de Murcia; La Opinión de Zamora; La Opinión; Ideal; Diario de
Sevilla; Diario Sur; Sur; Málaga Hoy; Diario de Cádiz; Córdoba; Hoy; Canarias7; La Provincia; Diario de Mallorca; Última Hora;
Diario de Burgos; Marca; As; Mundo Deportivo; Sport; Cadena SER; Onda Cero; COPE; RTVE; Televisión Española; RNE; Antena 3;
laSexta; Telecinco; TV3; Telemadrid; Canal Sur; EiTB; Newtral; Maldita; Xataka; Genbeta; Hipertextual; Clarín; La Nación;
Página/12; Infobae; Ámbito; El Cronista; Perfil; El Universal; Reforma; La Jornada; Milenio; Excélsior; El Financiero; Animal
Político; Proceso; El Tiempo; El Espectador; Semana; La República; El Mercurio; La Tercera; Emol; BioBioChile; El Comercio de
Lima; Gestión; El Observador; El País de Montevideo; El Nacional; Tal Cual; Listín Diario; Prensa Libre; La Prensa Gráfica;
Univision; Telemundo
"""
# Words and places too: cited only with the kind of outlet before them ("die Zeitung Blick"), which needs no list.
_ORDINARY = """
Hoy; Sur; Ideal; Información; Córdoba; As; Marca; Sport; Express; Capital; Focus; Stern; Chip; Kurier; Profil; Falter; Cash;
Blick; Watson; Proceso; Semana; Gestión; Perfil; Reforma; Ara; COPE; Nature; Science; Mint; Globes; Protocol; Slate; Puck;
Quartz; ABC; AP; Welt; Bild; Público; Expresso; Milenio; Vox; Horizont; Kicker; La Opinión; La República; La Rioja; La
Provincia; La Verdad; SZ; Última     Hora; Time
"""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split(";"))


PRESS: tuple[str, ...] = tuple(name for name in _listed(_NAMES) if name not in _listed(_ORDINARY))
