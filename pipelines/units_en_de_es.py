"""Nouns that are counted or measured, as `unit | English | German | Spanish`. Data only; pipelines/units.py reads it.

English and Spanish forms are singular (plurals are worked out; irregular ones are listed). German forms are listed without the
endings n, en, e, er, s, es, ern, se; a compound belongs to the longest form it ends in: "Hafenarbeiter" to "arbeiter".
An empty column: no word that is worth the risk. A line that begins with a space goes on with the row above.
"""

MONEY = """
USD | dollar us-dollar buck usd us$ | dollar us-dollar usd | dólar usd us$
EUR | euro eur | euro eur | euro eur
GBP | pound sterling gbp | pfund gbp | libra gbp
CHF | franc chf | franken chf | franco chf
JPY | yen jpy | yen jpy | yen jpy
CNY | yuan renminbi rmb cny | yuan renminbi cny | yuan renminbi cny
INR | rupee inr | rupie rupien inr | rupia inr
KRW | won krw | won krw | won krw
MXN | mxn | mxn | peso mxn
BRL | real reais brl | real brl | brl
CAD | cad | cad | cad
AUD | aud | aud | aud
AED | dirham aed | dirham aed | dírham aed
"""

# What is measured: one of it is a figure too ("one minute", "eine Minute").
MEASURES = """
% | percent percentage | prozent | porciento
percentage point | percentage-point | prozentpunkt | puntos-porcentuales
basis point | basis-point | basispunkt | puntos-básicos
second | second sec | sekunde sek | segundo seg
millisecond | millisecond ms | millisekunde ms | milisegundo ms
minute | minute min | minute minütig min | minuto min
hour | hour hr | stunde stündig std | hora
day | day | tag tägig | día jornada
week | week | woche wöchig | semana
month | month | monat monatig | mes meses
quarter | | quartal | trimestre
year | year | jahr jährig | año
decade | decade | jahrzehnt | década
century | century | jahrhundert | siglo
parameter | parameter param | parameter stellschraube | parámetro
token | token | token | token
GPU | gpu graphics-card graphics-processor accelerator ai-chip graphics-chip h100 h200 a100 b200 gb200 gb300 | gpu
  grafikkarte grafikchip grafikprozessor beschleuniger ki-chip grafikbeschleuniger h100 h200 a100 b200 gb200 gb300 | gpu
  tarjeta-gráfica placa-gráfica placa-de-video procesador-gráfico acelerador h100 h200 a100 b200 gb200 gb300
chip | chip processor | chip prozessor | chip procesador
gigawatt | gigawatt gw | gigawatt gw | gigavatio gigawatt gw
megawatt | megawatt mw | megawatt mw | megavatio megawatt mw
kilowatt | kilowatt kw | kilowatt kw | kilovatio kilowatt kw
kilowatt hour | kilowatt-hour kwh | kilowattstunde kwh | kilovatio-hora kwh
watt | watt | watt | vatio
byte | byte | byte | byte
megabyte | megabyte mb mbyte | megabyte mb mbyte | megabyte mb
gigabyte | gigabyte gb gbyte | gigabyte gb gbyte | gigabyte gb
terabyte | terabyte tb tbyte | terabyte tb tbyte | terabyte tb
petabyte | petabyte pb | petabyte pb | petabyte pb
gigahertz | gigahertz ghz | gigahertz ghz | gigahercio gigahertz ghz
megahertz | megahertz mhz | megahertz mhz | megahercio mhz
pixel | pixel | pixel | píxel píxeles
metre | metre meter | meter | metro
kilometre | kilometre kilometer km | kilometer km | kilómetro km
centimetre | centimetre centimeter cm | zentimeter cm | centímetro cm
millimetre | millimetre millimeter mm | millimeter mm | milímetro mm
nanometre | nanometre nanometer nm | nanometer nm | nanómetro nm
mile | mile | meile | milla
nautical mile | nautical-mile | seemeile | milla-náutica
foot | foot feet | | pie
inch | inch inches | zoll | pulgada
yard | yard | | yarda
light-year | light-year | lichtjahr | año-luz
square metre | square-metre square-meter | quadratmeter | metro-cuadrado
square kilometre | square-kilometre square-kilometer | quadratkilometer | kilómetro-cuadrado
square mile | square-mile | quadratmeile | milla-cuadrada
cubic metre | cubic-metre cubic-meter | kubikmeter | metro-cúbico
hectare | hectare | hektar | hectárea
acre | acre | | acre
kilometre per hour | km/h kph kilometre-per-hour kilometer-per-hour kilometre-an-hour kilometer-an-hour | km/h
  stundenkilometer kilometer-pro-stunde | km/h kilómetro-por-hora
mile per hour | mph mile-per-hour mile-an-hour | mph meile-pro-stunde | milla-por-hora
metre per second | metre-per-second meter-per-second | meter-pro-sekunde | metro-por-segundo
kilogram | kilogram kilo kg | kilogramm kilo kg | kilogramo kilo kg
gram | gram | gramm | gramo
milligram | milligram mg | milligramm mg | miligramo mg
microgram | microgram µg | mikrogramm µg | microgramo µg
tonne | tonne ton | tonne | tonelada
ounce | ounce | unze | onza
litre | litre liter | liter | litro
millilitre | millilitre milliliter ml | milliliter ml | mililitro ml
gallon | gallon | gallone | galón
barrel | barrel | barrel fass | barril
degree | degree | grad | grado
decibel | decibel | dezibel | decibelio
megabit per second | mbps mbit/s | mbit/s | mbps mbit/s
time | time fold | mal fach fache fachen | vez veces
"""

# The rest, counted from two upwards. `person` takes all who are people by their noun.
PEOPLE = """
person people worker employee staff staffer docker stevedore user engineer researcher scientist developer programmer child
  children student pupil teacher resident passenger crew-member source spectator fan member soldier guard militiaman
  militiamen volunteer participant tester listener viewer reader guest visitor citizen patient man men woman women boy girl
  player expert analyst judge juror lawyer doctor nurse artist actor author writer journalist reporter editor official
  officer policeman firefighter colleague co-worker executive manager founder co-founder witness victim candidate voter
  farmer driver pilot singer musician narrator friend neighbour neighbor family-member adult teenager head soul immigrant
  migrant refugee demonstrator protester subscriber applicant hiker nurse tourist pedestrian cyclist sailor fisherman
  fishermen librarian owner
"""
PEOPLE_DE = """
person mensch leute arbeiter arbeiterinnen mitarbeiter mitarbeiterin mitarbeitende beschäftigte angestellte nutzer nutzerin
  anwender entwickler entwicklerin forscher forscherin wissenschaftler ingenieur programmierer kind schüler student
  studierende lehrer einwohner bewohner bürger bürgerin passagier fahrgast fahrgäste insasse zuschauer zuschauerin fan
  mitglied soldat wachleute wachmann wächter freiwillige helfer teilnehmer teilnehmerin teilnehmende tester hörer zuhörer
  leser gast gäste besucher patient mann männer frau junge mädchen spieler experte fachleute analyst richter geschworene
  anwalt anwälte arzt ärzte künstler autor journalist redakteur beamte polizist kollege führungskraft manager gründer zeuge
  opfer kandidat wähler bauer fahrer pilot sänger musiker freund nachbar demonstrant flüchtling einsatzkraft einsatzkräfte
  feuerwehrleute bürgerinnen eltern jugendliche erwachsene tote verletzte abonnent bewerber wanderer tourist radfahrer
  seemann seeleute informant insider quelle
"""
PEOPLE_ES = """
persona gente trabajador empleado estibador usuario ingeniero investigador científico desarrollador programador niño niña
  estudiante alumno alumna profesor maestro habitante vecino residente pasajero espectador aficionado miembro soldado guardia
  voluntario participante probador oyente lector lectora invitado visitante ciudadano paciente hombre mujer chico chica
  jugador experto analista juez jurado abogado médico médica enfermero artista actor autor periodista redactor funcionario
  agente policía bombero colega compañero ejecutivo directivo fundador cofundador testigo víctima candidato votante
  agricultor conductor piloto cantante músico narrador narradora amigo adulto joven fuente migrante inmigrante refugiado
  manifestante suscriptor suscriptora herido muerto turista ciclista marinero pescador
"""
COUNTED = """
share | share | aktie wertpapier | acción acciones
place | place spot position rank | platz rang | puesto lugar posición
model | model ai-model language-model | modell ki-modell sprachmodell | modelo
company | company firm start-up startup business | firma unternehmen konzern startup start-up betrieb | empresa compañía firma
country | country nation | land länder | país nación
state | state member-state | staat bundesstaat bundesland bundesländer mitgliedstaat mitgliedsstaat | estado
city | city town | stadt städte | ciudad
language | language | sprache | idioma lengua
download | download | download mal-installiert mal-heruntergeladen | descarga
user account | account | konto | cuenta
customer | customer client | kunde kundin | cliente
investor | investor shareholder | investor anleger aktionär | inversor inversionista accionista
school | school | schule | escuela colegio
hospital | hospital | krankenhaus krankenhäuser spital klinikum | hospital hospitales
clinic | clinic | klinik | clínica
university | university | universität hochschule | universidad
truck | truck lorry | lastwagen lkw laster | camión
car | car vehicle | auto wagen fahrzeug | coche auto vehículo
bus | bus buses | bus busse | autobús autobuses
train | train | zug züge | tren trenes
ship | ship vessel freighter freight-ship cargo-ship | schiff frachter | barco buque carguero
aircraft | aircraft plane airliner | flugzeug | avión
flight | flight | flug flüge | vuelo
bicycle | bicycle bike | fahrrad fahrräder | bicicleta
page | page | seite | página
paragraph | paragraph | absatz absätze | párrafo
sentence | sentence | satz sätze | frase
word | word | wort wörter | palabra
letter | letter | brief | carta
book | book | buch bücher | libro
text | text | text | texto
article | | artikel beitrag beiträge | artículo
document | document filing | dokument unterlage | documento
image | image picture photo | bild foto | imagen imágenes foto fotografía
video | video clip | video clip | vídeo video
film | film movie | film | película
song | song | lied song | canción
recording | recording | aufnahme aufzeichnung | grabación
voice | voice | sprechstimme | voz voces
vote | vote ballot | stimme | voto
point | point | punkt | punto
goal | goal | tor treffer | gol goles tanto
save | save | parade | parada atajada
match | match game | spiel partie | partido
set | set | | set
strikeout | strikeout | strikeout | ponche
hit | hit | |
run | run | | carrera
team | team crew | mannschaft team | equipo
project | project | projekt vorhaben | proyecto
task | task | aufgabe | tarea
test | test | test versuch | prueba
step | step | schritt | paso
case | case | fall fälle | caso
question | question | frage | pregunta
answer | answer | antwort | respuesta
prompt | prompt | prompt eingabe | prompt instrucción
request | request query | anfrage abfrage | solicitud consulta
tool | tool | werkzeug | herramienta
feature | feature | funktion | función
version | version edition variant | version variante ausgabe | versión variante
variety | variety | sorte | variedad
program | program programme | programm | programa
chart | chart diagram | diagramm telegramm | gráfico
product | product | produkt | producto
service | service | dienst | servicio
application | application app | anwendung app | aplicación app
agent | agent | agent | agente-de-ia
machine | machine device | gerät maschine | máquina dispositivo
computer | computer pc laptop | computer rechner pc laptop | ordenador computadora computador portátil
server | server | server | servidor
printer | printer | drucker | impresora
phone | phone smartphone | handy smartphone telefon | teléfono móvil celular
console | console | konsole | consola
data centre | data-center data-centre datacenter | rechenzentrum rechenzentren datenzentrum | centro-de-datos
factory | factory | fabrik werk | fábrica planta
maker | maker manufacturer vendor | hersteller | fabricante
supplier | supplier provider | anbieter lieferant zulieferer | proveedor
bank | | bank |
bench | bench benches | |
seat | seat | sitzplatz sitzplätze sitz | asiento
parking space | parking-space parking-spot parking-place | stellplatz stellplätze parkplatz parkplätze |
  plaza-de-aparcamiento estacionamiento
space | space | |
room | room | zimmer raum räume | habitación sala
house | house home household | haus häuser haushalt | casa hogar vivienda
building | building | gebäude | edificio
apartment | apartment flat | wohnung | piso apartamento
floor | floor storey | stockwerk etage |
street | street | straße | calle
bridge | bridge | brücke | puente
dam | dam | staudamm damm | represa presa
station | station | bahnhof station | estación
port | port | hafen häfen | puerto
shop | shop store outlet | geschäft laden läden filiale | tienda
restaurant | restaurant bar | restaurant gasthaus | restaurante
calorie | calorie | kalorie | caloría
plant | plant | pflanze |
tree | tree | baum bäume | árbol árboles
animal | animal | tier | animal animales
frog | frog | frosch frösche | rana
bird | bird | vogel vögel | pájaro ave
fish | fish | fisch | pez peces
dog | dog | hund | perro
cat | cat | katze | gato
cow | cow | kuh kühe | vaca
bee | bee | biene | abeja
plow | plow plough snowplow | räumfahrzeug schneepflug | quitanieves
prism | prism | prisma prismen | prisma
satellite | satellite probe | satellit sonde | satélite sonda
finger | finger | finger | dedo
trunk | trunk suitcase | koffer | baúl maleta
sign | sign signal | zeichen signal | señal señales
bottle | bottle | flasche | botella
glass | glass glasses | glas gläser | vaso copa
rum | rum | rum | ron
dish | dish dishes | gericht speise | plato
ticket | ticket | ticket eintrittskarte fahrkarte | entrada boleto billete
award | award prize medal | medaille auszeichnung | premio medalla
callout | callout | einsatz einsätze |
accident | accident crash | unfall unfälle | accidente
attack | attack | angriff attacke | ataque
lawsuit | lawsuit suit | klage | demanda querella
law | law | gesetz | ley leyes
rule | rule | regel | regla norma
contract | contract deal agreement | vertrag verträge abkommen | contrato acuerdo
offer | offer bid | angebot | oferta
job | job | stelle arbeitsplatz arbeitsplätze | empleo
shift | shift | schicht | turno
session | session | sitzung | sesión rueda
meeting | meeting | treffen | reunión
generation | generation | generation | generación
party | party | partei |
group | group | gruppe | grupo
region | region district | region bezirk | región distrito
island | island | insel | isla
lake | lake | | lago
mountain | mountain | berg | montaña
piece | piece | stück | pieza trozo
size | size | größe | tamaño
part | | teil | parte
type | type kind | | tipo
category | category | kategorie | categoría
line of code | line-of-code | codezeile | línea-de-código
line | line | zeile | línea
round | round | runde | ronda vuelta
container | container | container | contenedor
package | package parcel | paket | paquete
railcar | railcar | waggon | vagón
farm | farm | bauernhof bauernhöfe | granja
species | species | | especie
gene | gene | gen | gen
sample | sample | stichprobe | muestra
dose | dose | dosis dosen | dosis
"""
# Cents belong to the language's own money.
CENTS = {"en": {"cent": "USD", "pence": "GBP", "penny": "GBP"}, "de": {"cent": "EUR", "rappen": "CHF"},
         "es": {"céntimo": "EUR", "centavo": "USD"}}  # fmt: skip
SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR"}
# Letters before a "$" or standing before a number as its currency.
CODES = {"usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF", "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "mxn": "MXN",
         "inr": "INR", "krw": "KRW", "cad": "CAD", "aud": "AUD", "brl": "BRL", "aed": "AED"}  # fmt: skip
DOLLAR_PREFIX = {"us": "USD", "u.s": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "r": "BRL", "s": "SGD", "hk":
  "HKD",
                 "nz": "NZD", "mx": "MXN", "usd": "USD"}  # fmt: skip
