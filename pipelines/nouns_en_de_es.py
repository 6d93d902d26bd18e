"""More nouns that are counted, as `unit | English | German | Spanish`, in the form of units_en_de_es.py. Data only.

Collected from what press texts count: work, money and law, buildings and traffic, nature and disasters, sport, machines, media.
"""

# Compounds of measures that the shorter tables would take for something else.
MEASURES_TOO = """
% | | prozentmarke |
day | working-day business-day weekday | arbeitstag werktag feiertag wochentag | día-hábil
percentage point | percentage-point | prozentpunkt prozentzähler | punto-porcentual puntos-porcentuales
basis point | basis-point | basispunkt | punto-básico puntos-básicos
square foot | square-foot square-feet sq-ft | quadratfuß | pie-cuadrado
volt | volt | volt | voltio
kilovolt | kilovolt kv | kilovolt kv | kilovoltio
ampere | ampere amp | ampere | amperio
watt hour | watt-hour wh | wattstunde wh | vatio-hora
megawatt hour | megawatt-hour mwh | megawattstunde mwh | megavatio-hora
gigawatt hour | gigawatt-hour gwh | gigawattstunde gwh | gigavatio-hora
terawatt hour | terawatt-hour twh | terawattstunde twh | teravatio-hora
terawatt | terawatt tw | terawatt tw | teravatio
kilobyte | kilobyte kb | kilobyte kb | kilobyte kb
exabyte | exabyte | exabyte | exabyte
gigabit | gigabit gbit | gigabit gbit | gigabit
megabit | megabit mbit | megabit mbit | megabit
megapixel | megapixel mp | megapixel | megapíxel megapíxeles
microsecond | microsecond | mikrosekunde | microsegundo
nanosecond | nanosecond | nanosekunde | nanosegundo
micrometre | micrometre micron | mikrometer | micrómetro
horsepower | horsepower hp bhp | ps pferdestärke | caballo-de-vapor cv
pound | lb lbs | |
bitcoin | bitcoin | bitcoin | bitcoin
carat | carat | karat | quilate
hertz | hertz hz | hertz hz | hercio hz
joule | joule | joule | julio
teraflop | teraflop | teraflop | teraflop
exaflop | exaflop | exaflop | exaflop
kilojoule | kilojoule kj | kilojoule kj | kilojulio
cubic kilometre | cubic-kilometre cubic-kilometer | kubikkilometer | kilómetro-cúbico
cubic foot | cubic-foot cubic-feet | kubikfuß | pie-cúbico
megatonne | megatonne megaton | megatonne | megatonelada
half-year | | halbjahr | semestre
night | night | nacht nächte übernachtung | noche pernoctación pernoctaciones
semester | semester | semester |
SEK | swedish-krona swedish-kronor sek | schwedische-krone schwedische-kronen sek | corona-sueca sek
NOK | norwegian-krone norwegian-kroner nok | norwegische-krone norwegische-kronen nok | corona-noruega nok
DKK | danish-krone danish-kroner dkk | dänische-krone dänische-kronen dkk | corona-danesa dkk
PLN | zloty złoty pln | zloty złoty pln | zloty esloti pln
CZK | czech-koruna czk | tschechische-krone tschechische-kronen czk | corona-checa czk
HUF | forint huf | forint huf | florín-húngaro huf
TRY | lira turkish-lira try | lira türkische-lira | lira lira-turca
RUB | rouble ruble rub | rubel rub | rublo rub
SGD | singapore-dollar sgd | singapur-dollar sgd | dólar-de-singapur sgd
CAD | canadian-dollar | kanadische-dollar | dólar-canadiense dólares-canadienses
AUD | australian-dollar | australische-dollar | dólar-australiano dólares-australianos
ILS | shekel ils | schekel ils | séquel ils
ZAR | rand zar | rand zar | zar
MXN | mexican-peso | mexikanische-peso mexikanischer-peso | peso-mexicano
ARS | argentine-peso ars | argentinische-peso argentinischer-peso ars | peso-argentino ars
COP | colombian-peso cop | kolumbianische-peso cop | peso-colombiano cop
CLP | chilean-peso clp | chilenische-peso clp | peso-chileno clp
"""

COUNTED_TOO = """
petrol station | petrol-station gas-station | tankstelle | gasolinera
construction site | construction-site | baustelle | obra-en-construcción
interface | interface | schnittstelle | interfaz
playground | playground | spielplatz spielplätze | parque-infantil
plot | plot | grundstück | parcela
robbery | robbery | überfall überfälle | atraco
job | job | arbeitsplatz arbeitsplätze arbeitsstelle stelle job | empleo puesto-de-trabajo puestos-de-trabajo
unit | unit | einheit | unidad
site | site location | standort | emplazamiento sede
office | office | büro niederlassung | oficina
branch | branch | zweigstelle |
warehouse | warehouse | lagerhaus lagerhäuser lagerhalle | almacén
contract | contract | vertrag verträge | contrato
agreement | agreement deal | abkommen vereinbarung | acuerdo
order | order | bestellung auftrag aufträge | pedido
offer | offer bid | gebot angebot | oferta
bidder | bidder | bieter interessent | postor licitador
rival | rival | konkurrent rivale rivalin | rival
competitor | competitor | wettbewerber mitbewerber | competidor
partner | partner | partner | socio
subsidiary | subsidiary | tochterfirma tochtergesellschaft | filial
fund | fund | fonds | fondo
round | funding-round | finanzierungsrunde | ronda-de-financiación
licence | licence license permit | lizenz genehmigung | licencia permiso
patent | patent | patent | patente
complaint | complaint | beschwerde anzeige | queja denuncia reclamación
report | report | bericht meldung | informe
fine | fine | geldstrafe bußgeld bußgelder geldbuße | multa
charge | charge count | anklagepunkt | cargo
claim | claim | forderung | reclamación
ruling | ruling verdict | urteil | sentencia fallo
law | law | gesetz | ley
rule | rule | regel vorschrift | norma regla
amendment | amendment | änderungsantrag änderungsanträge | enmienda
file | file | datei akte | archivo expediente fichero
record | record | datensatz datensätze | registro
email | email e-mail | e-mail mail | correo-electrónico correos-electrónicos
message | message | nachricht botschaft | mensaje
post | post | posting | publicación
tweet | tweet | tweet | tuit
comment | comment | kommentar | comentario
conversation | conversation | gespräch unterhaltung | conversación
chat | chat | chat | chat
call | call | anruf telefonat | llamada
interview | interview | interview | entrevista
meeting | meeting | treffen sitzung besprechung | reunión
session | session | sitzung | sesión
event | event | veranstaltung ereignis | acto evento
visit | visit | aufruf visite | visita
view | view | abruf | visualización reproducción
click | click | klick | clic
stream | stream | stream | transmisión
subscription | subscription | abonnement abo | suscripción
paper | paper | studie fachartikel | estudio
newspaper | newspaper | zeitung | periódico diario
channel | channel | kanal kanäle sender | canal canales
series | | serie | serie
episode | episode | folge episode | episodio capítulo
season | season | staffel saison | temporada
album | album | album alben | álbum álbumes disco
concert | concert | konzert | concierto
exhibition | exhibition | ausstellung | exposición
museum | museum | museum museen | museo
painting | painting | gemälde | cuadro pintura
work | work | werk | obra
theatre | theatre theater | theater | teatro
cinema | cinema | kino | cine
library | library | bibliothek bücherei | biblioteca
stadium | stadium | stadion stadien | estadio
church | church | kirche | iglesia
hotel | hotel | hotel | hotel hoteles
bed | bed | bett | cama
table | table | tisch | mesa
window | window | fenster | ventana
door | door | tür | puerta
wall | wall | mauer | muro pared
tower | tower | turm türme | torre
tent | tent | zelt | tienda-de-campaña tiendas-de-campaña carpa
container | container | container | contenedor
village | village | dorf dörfer ortschaft | pueblo aldea
municipality | municipality town-council | gemeinde kommune | municipio ayuntamiento
district | district borough | bezirk landkreis stadtteil | distrito barrio
province | province | provinz | provincia
region | region | region | región
island | island | insel | isla
continent | continent | kontinent | continente
capital | capital | hauptstadt hauptstädte | capital
neighbourhood | neighbourhood neighborhood | viertel | barrio
road | road | fahrbahn | carretera
route | route | strecke route | ruta trayecto
motorway | motorway highway | autobahn | autopista autovía
lane | lane | fahrspur spur | carril
tunnel | tunnel | tunnel | túnel
track | track | gleis | vía
line | line | linie | línea
switch | switch | weiche | aguja
stop | stop | haltestelle | parada-de-autobús
airport | airport | flughafen flughäfen | aeropuerto
airline | airline | fluggesellschaft airline | aerolínea
connection | connection | verbindung anschluss anschlüsse | conexión enlace
journey | journey trip | fahrt reise | viaje
lap | lap | rennrunde | vuelta
helicopter | helicopter | hubschrauber helikopter | helicóptero
drone | drone | drohne | dron drones
rocket | rocket | rakete | cohete
missile | missile | marschflugkörper lenkwaffe | misil misiles
launch | launch | raketenstart | lanzamiento
engine | engine | triebwerk motor | motor motores
mission | mission | mission | misión
planet | planet | planet | planeta
star | star | stern | estrella
moon | moon | mond | luna
asteroid | asteroid | asteroid | asteroide
orbit | orbit | umlauf umlaufbahn | órbita
instrument | instrument | instrument messgerät | instrumento
sensor | sensor | sensor | sensor sensores
camera | camera | kamera | cámara
robot | robot | roboter | robot
battery | battery | batterie akku | batería
turbine | turbine | turbine windrad windräder | turbina aerogenerador
panel | panel | solarmodul paneel | panel paneles
reactor | reactor | reaktor | reactor
power plant | power-plant power-station | kraftwerk | central-eléctrica centrales-eléctricas
mine | mine | mine bergwerk grube zeche | mina
well | well | brunnen | pozo
pipeline | pipeline | pipeline | gasoducto oleoducto
network | network | netzwerk netz | red
cable | cable | kabel | cable
antenna | antenna | antenne funkmast | antena
rack | rack | serverschrank serverschränke | armario-de-servidores
core | core | rechenkern prozessorkern cpu-kern | núcleo
layer | layer | schicht | capa
level | level tier | ebene stufe | nivel niveles
cluster | cluster | cluster | clúster clústeres
data set | data-set dataset | datensammlung | conjunto-de-datos
benchmark | benchmark | benchmark | prueba-comparativa
error | error mistake bug | fehler | error errores fallo-informático
vulnerability | vulnerability flaw | sicherheitslücke schwachstelle lücke | vulnerabilidad
update | update patch | update aktualisierung | actualización parche
incident | incident | vorfall vorfälle zwischenfall zwischenfälle störung | incidente incidencia
outage | outage | ausfall ausfälle | apagón interrupción
fire | fire wildfire | brand brände feuer waldbrand waldbrände | incendio
flood | flood | überschwemmung hochwasser | inundación
storm | storm | sturm stürme unwetter | tormenta
earthquake | earthquake quake | erdbeben beben | terremoto seísmo sismo
aftershock | aftershock | nachbeben | réplica
explosion | explosion blast | explosion | explosión
shot | shot | schuss schüsse | disparo
bomb | bomb | bombe | bomba
weapon | weapon gun | waffe pistole | arma
tank | tank | panzer | tanque
warship | warship | kriegsschiff | buque-de-guerra
boat | boat | boot | barca lancha patera
ferry | ferry | fähre | ferri transbordador
ambulance | ambulance | krankenwagen rettungswagen | ambulancia
tram | tram | straßenbahn tram | tranvía
motorcycle | motorcycle motorbike | motorrad motorräder | motocicleta moto
scooter | scooter | roller | patinete
tyre | tyre tire | reifen | neumático
crane | crane | kran kräne | grúa
sheep | sheep | schaf | oveja
pig | pig | schwein | cerdo
horse | horse | pferd | caballo
chicken | chicken hen | huhn hühner | gallina pollo
wolf | wolf wolves | wolf wölfe | lobo
bear | bear | bär | oso
whale | whale | wal | ballena
elephant | elephant | elefant | elefante
insect | insect | insekt | insecto
egg | egg | ei eier | huevo
pack | pack | rudel | manada
pair | pair couple | paar | pareja
group | group | gruppe | grupo
family | family | familie | familia
generation | generation | generation | generación
party | party | partei | partido-político partidos-políticos
seat | | mandat | escaño
union | trade-union | gewerkschaft | sindicato
organisation | organisation organization ngo | organisation verband verbände | organización
association | association | verein | asociación
authority | authority agency | behörde | autoridad organismo
ministry | ministry | ministerium ministerien | ministerio
court | court | gericht | tribunal tribunales juzgado
police station | police-station | wache polizeiwache | comisaría
prison | prison jail | gefängnis haftanstalt | cárcel prisión
college | college | fachhochschule |
laboratory | laboratory lab | labor | laboratorio
institute | institute | institut | instituto
kindergarten | kindergarten nursery | kindergarten kita | guardería
class | class classes | klasse | clase aula
course | course | kurs | curso
exam | exam examination | prüfung klausur | examen exámenes
course | | studiengang studiengänge |
lesson | lesson | lektion unterrichtsstunde | lección
exercise | exercise | übung | ejercicio
operation | operation | operation | operación
vaccination | vaccination jab | impfung | vacuna
virus | virus | virus viren | virus
infection | infection | infektion ansteckung | contagio infección
disease | disease | krankheit | enfermedad
drug | drug medicine | medikament arzneimittel | medicamento fármaco
pill | pill tablet | pille tablette | pastilla píldora
symptom | symptom | symptom | síntoma
death | death fatality | todesfall todesfälle todesopfer | muerte fallecimiento defunción
birth | birth | geburt | nacimiento parto
marriage | marriage wedding | hochzeit eheschließung | boda matrimonio
victory | victory win | sieg | victoria triunfo
defeat | defeat loss | niederlage | derrota
draw | draw | unentschieden | empate
title | title | titel | título
cup | cup | pokal |
penalty | penalty | elfmeter | penalti
card | card | karte | tarjeta
assist | assist | vorlage torvorlage | asistencia
try | try | |
medal | medal | medaille | medalla
tournament | tournament | turnier | torneo
race | race | rennen | carrera
stage | stage | etappe | etapa
club | club | klub verein | club clubes
league | league | liga | liga
festival | festival | festival | festival festivales
edition | edition | ausgabe auflage | edición
issue | issue | problem | problema
proposal | proposal | vorschlag vorschläge | propuesta
measure | measure | maßnahme | medida
condition | condition | bedingung auflage | condición
reason | reason | grund gründe | motivo razón
example | example | beispiel | ejemplo
option | option | option möglichkeit | opción
attempt | attempt | versuch | intento
change | change | änderung veränderung | cambio
improvement | improvement | verbesserung | mejora
phase | phase | phase | fase
part | part | teil | parte
section | section | abschnitt | sección apartado
category | category | kategorie | categoría
type | type kind sort | art | tipo clase
colour | colour color | farbe | color colores
size | size | größe | talla tamaño
piece | piece | stück exemplar | pieza ejemplar
component | component | bauteil komponente | componente
package | package parcel | paket | paquete
box | box boxes | kiste karton | caja
bag | bag | tasche tüte | bolsa
meal | meal | mahlzeit | comida
recipe | recipe | rezept | receta
portion | portion | portion | ración porción
coin | coin | münze | moneda
note | banknote | geldschein banknote | billete-de-banco
loan | loan | kredit darlehen | préstamo crédito
bond | bond | anleihe | bono
mortgage | mortgage | hypothek | hipoteca
transaction | transaction | transaktion überweisung | transacción
payment | payment | zahlung | pago
transfer | transfer | transfer | traspaso
monthly salary | monthly-salary | monatsgehalt monatsgehälter monatslohn monatslöhne | mensualidad
salary | salary wage | gehalt gehälter lohn löhne | sueldo salario
pension | pension | rente pension | pensión
cut | rate-cut | zinssenkung | recorte bajada-de-tipos
increase | increase rise | erhöhung anstieg | subida aumento
strike | strike | streik | huelga
shift | shift | schicht | turno
protest | protest demonstration | demonstration kundgebung protest | protesta manifestación
petition | petition | petition | petición
signature | signature | unterschrift |
election | election | wahl | elección
poll | poll survey | umfrage | encuesta sondeo
constituency | constituency | wahlkreis | circunscripción
treaty | treaty | staatsvertrag | tratado
sanction | sanction | sanktion | sanción
flag | flag | flagge fahne | bandera
border crossing | border-crossing | grenzübergang grenzübergänge | paso-fronterizo
camp | camp | lager | campamento
shelter | shelter | notunterkunft notunterkünfte | refugio albergue
body | body corpse | leiche | cadáver cadáveres cuerpo
garden | garden | garten gärten | jardín
park | park | park | parque
lake | lake | see | lago
river | river | fluss flüsse | río
mountain | mountain | berg | montaña
beach | beach | strand strände | playa
forest | forest | wald wälder | bosque
farm | farm | bauernhof bauernhöfe hof höfe | granja
field | field | feld acker äcker | campo
flower | flower | blume | flor flores
species | species | tierart pflanzenart art | especie
sample | sample | probe stichprobe | muestra
dose | dose | impfdose dosis | dosis
"""
