"""More words for people by what they do, are or suffer, beside those of units_en_de_es.py. Data only."""

# All of these are `person`: English, German, Spanish.
PEOPLE_TOO = """
salesperson salespeople sales-staff personnel crew crewmember machinist mechanic electrician carpenter plumber baker cook chef
  waiter driver courier cleaner builder miner steelworker autoworker dockworker farmworker labourer laborer technician operator
  designer illustrator photographer cameraman animator architect consultant banker trader broker economist statistician
  mathematician physicist chemist biologist historian philosopher psychologist therapist surgeon paramedic medic pharmacist
  dentist veterinarian professor lecturer scholar graduate undergraduate postgraduate trainee apprentice intern pensioner
  retiree senior youngster infant baby toddler sibling brother sister son daughter mother father parent grandparent cousin
  twin widow orphan neighbour tenant landlord homeowner householder commuter traveller traveler holidaymaker motorist rider
  climber swimmer runner athlete footballer goalkeeper coach trainer referee spectator supporter viewer follower listener
  attendee delegate participant contestant finalist nominee winner loser laureate ambassador diplomat minister lawmaker
  senator congressman representative governor mayor councillor councilor commissioner prosecutor defendant suspect convict
  prisoner inmate detainee hostage hacker thief robber killer murderer gunman attacker militant rebel terrorist fighter
  troops troop marine airman veteran conscript recruit guard bodyguard detective inspector sheriff deputy ranger rescuer
  lifeguard survivor casualty fatality evacuee homeless jobless unemployed taxpayer consumer shopper buyer seller borrower
  depositor saver lender creditor holder heir donor sponsor backer insider informant whistleblower spokesman spokeswoman
  aide adviser advisor assistant secretary clerk boss director board-member trustee staffer contractor freelancer gig-worker
  respondent interviewee human individual inhabitant islander villager townspeople foreigner immigrant asylum-seeker
  christian muslim jew priest monk nun bishop pilgrim believer contributor newcomer talent colleague teammate rower
  moderator labeller labeler annotator streamer influencer gamer youtuber blogger podcaster columnist publisher
  eyewitness bystander passer-by beneficiary claimant plaintiff
"""
PEOPLE_TOO_DE = """
reisende fluggast fluggäste fahrgast fahrgäste auszubildende azubi lehrling praktikant student studentin doktorand absolvent
  professor professorin dozent rentner rentnerin senior seniorin baby säugling enkel bruder brüder schwester sohn söhne
  tochter töchter mutter mütter vater väter zwilling witwe erbe nachkomme verwandte angehörige hinterbliebene kollegin freundin
  mieter mieterin vermieter eigentümer eigentümerin hausbesitzer pendler urlauber autofahrer radler fußgänger läufer
  schwimmer sportler sportlerin athlet athletin fußballer torwart trainer schiedsrichter abgeordnete delegierte minister
  ministerin präsident bürgermeister senator stadträte ratsmitglied parlamentarier diplomat botschafter staatsanwalt
  staatsanwälte verteidiger angeklagte verdächtige beschuldigte festgenommene täter täterin häftling gefangene geisel komplize
  hacker dieb räuber mörder angreifer kämpfer rebell terrorist söldner reservist veteran rekrut offizier leibwächter
  kommissar ermittler retter retterin sanitäter notarzt notärzte pfleger pflegerin pflegepflegekräfte schwester
  apotheker zahnarzt zahnärzte tierarzt tierärzte chirurg therapeut psychologe überlebende vermisste schwerverletzte
  leichtverletzte verunglückte infizierte erkrankte kranke betroffene geschädigte obdachlose arbeitslose erwerbslose
  selbstständige selbständige steuerzahler verbraucher kunde käufer verkäufer händler sparer gläubiger spender sponsor
  eingeweihte vertraute berater beraterin sprecher sprecherin assistent sekretär vorstand vorstände aufsichtsrat aufsichtsräte
  direktor chef chefin geschäftsführer unternehmer handwerker maurer elektriker mechaniker monteur techniker technikerin
  bergmann bergleute kumpel metaller schweißer bäcker koch köche kellner fahrerin kurier zusteller lokführer kapitän matrose
  landwirt landwirtin schäfer hirte winzer jäger angler fischer taucher astronaut astronautin kosmonaut physiker chemiker
  biologe mathematiker informatiker ökonom ökonomin volkswirt statistiker historiker philosoph jurist juristin notar
  architekt designer illustrator fotograf kameramann kameraleute regisseur schauspieler schauspielerin tänzer schriftsteller
  reporter korrespondent blogger influencer streamer podcaster moderator abonnentin follower gamer befragte beteiligte
  stimmberechtigte wahlberechtigte unterzeichner geladene gläubige christ muslim jude priester mönch nonne bischof bischöfe
  pilger ausländer einwanderer zuwanderer migrant migrantin asylbewerber geflüchtete vertriebene auswanderer dorfbewohner
  anwohner anwohnerin passant augenzeuge ersthelfer feuerwehrmann feuerwehrmänner polizistin beamtin soldatin rekrutin
  gründerin investorin fachfachkräfte arbeitsarbeitskräfte lehrlehrkräfte hilfshilfskräfte
  köpfe kopf  beschäftigten verletzten
"""
PEOPLE_TOO_ES = """
ilustrador ilustradora fotógrafo fotógrafa diseñador diseñadora arquitecto economista matemático físico químico biólogo
  historiador psicólogo cirujano sanitario sanitaria farmacéutico dentista veterinario docente catedrático doctorando graduado
  becario aprendiz jubilado pensionista anciano bebé menor menores recién-nacido hermano hermana hijo hija madre padre abuelo
  nieto primo gemelo viuda huérfano inquilino propietario casero viajero conductor motorista camionero taxista piloto maquinista
  marinero pescador minero obrero albañil mecánico electricista técnico operario repartidor camarero cocinero panadero
  agricultora ganadero pastor cazador buzo astronauta atleta corredor nadador futbolista portero entrenador árbitro deportista
  diputado diputada senador senadora concejal concejales ministro ministra alcalde alcaldesa presidente embajador diplomático
  delegado consejero consejera fiscal fiscales acusado investigado sospechoso detenido detenida condenado preso reo rehén
  rehenes cómplice ladrón ladrones asesino agresor atacante pirata combatiente rebelde terrorista militar militares soldado
  recluta veterano escolta inspector rescatista socorrista superviviente desaparecido fallecido fallecida afectado afectada
  damnificado evacuado desplazado desalojado contagiado enfermo herida ingresado parado desempleado autónomo contribuyente
  consumidor comprador vendedor comerciante ahorrador acreedor donante patrocinador asesor asesora portavoz ayudante secretario
  cotizante afiliado afiliada  votante elector encuestado firmante feligrés cristiano musulmán judío sacerdote
  monje monja obispo peregrino extranjero emigrante solicitante-de-asilo vecina transeúnte peatón peatones escolar escolares
  bañista turista veraneante espectadora internauta seguidor seguidora bloguero  columnista
  directora director directores empresario empresaria emprendedor fundadora científica ingeniera investigadora programadora
  trabajadora empleada usuaria ciudadana pasajera jugadora ganadora ganador finalista candidata aspirante opositor inscrito
  asistente manifestante huelguista sindicalista activista testigo integrante efectivo conocedor conocedora particular persona
"""
