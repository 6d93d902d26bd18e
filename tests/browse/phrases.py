"""Invented sentences from which the sample archive makes its articles. Nothing here is anybody's reporting."""

SUBJECTS = ("mai-models", "microsoft-openai", "superintelligence-team", "licensing", "copilot")

HEADLINES = {
    "en": (
        "Microsoft gives its own MAI model to every Copilot tester",
        "OpenAI and Microsoft rewrite the small print of their pact",
        "MAI-Voice speaks for eleven minutes without a slip, testers say",
        "Why Redmond trains models it could simply rent",
        "Publishers ask what MAI models have read",
        "Suleyman’s team hires from three continents",
        "A second cloud for OpenAI, and what it means for Azure",
        "Analysts split over the cost of Microsoft’s in-house AI",
        "MAI-Image draws maps; cartographers are not amused",
        "Regulator looks again at the Microsoft–OpenAI tie",
    ),
    "de": (
        "Microsoft stellt eigenes MAI-Modell allen Copilot-Testern bereit",
        "OpenAI und Microsoft schreiben ihr Abkommen um: Was jetzt größer wird",
        "Straßentest bestanden: MAI-Voice liest elf Minuten fehlerfrei vor",
        "Warum Redmond Modelle trainiert, die es auch mieten könnte",
        "Verlage fragen, was die MAI-Modelle gelesen haben",
        "München wirbt um Suleymans Forscher",
        "Eine zweite Cloud für OpenAI – und was Azure davon hat",
        "Was kostet Microsofts hauseigene KI? Die Börse rätselt",
    ),
    "es": (
        "Microsoft abre su modelo MAI a quienes prueban Copilot",
        "OpenAI y Microsoft reescriben la letra pequeña de su acuerdo",
        "MAI-Voice habla once minutos sin un error, según las pruebas",
        "Por qué Redmond entrena modelos que podría alquilar",
        "Los editores preguntan qué han leído los modelos MAI",
        "España, candidata al próximo laboratorio de Suleyman",
        "Una segunda nube para OpenAI y sus efectos en Azure",
    ),
}

SENTENCES = {
    "en": (
        "The company said the model was trained on {n},000 accelerators in a single site.",
        "Two people who have seen the contract describe a clause that ends in {y}.",
        "Microsoft declined to comment; OpenAI pointed to an earlier statement.",
        "In a demonstration the assistant answered within {s} milliseconds.",
        "The in-house model costs about {p} per cent less to run, according to an internal slide.",
        "Nobody outside the firm has been able to repeat the measurement.",
        "Azure customers will be able to choose between both families of models.",
        "The new team reports to Mustafa Suleyman and has no product to ship this year.",
        "Licensing terms for news archives are still being negotiated.",
        "A spokesman called the relationship ‘long, lively and in good repair’.",
        "Testers liked the voice and disliked the pauses.",
        "The regulator has asked for documents by the end of the month.",
    ),
    "de": (
        "Das Modell sei auf {n}.000 Beschleunigern an einem einzigen Standort trainiert worden, heißt es.",
        "Zwei Personen, die den Vertrag kennen, berichten von einer Klausel, die {y} endet.",
        "Microsoft wollte sich nicht äußern; OpenAI verwies auf eine frühere Erklärung.",
        "In der Vorführung antwortete der Assistent nach {s} Millisekunden.",
        "Das hauseigene Modell koste im Betrieb rund {p} Prozent weniger, steht auf einer internen Folie.",
        "Außerhalb des Unternehmens konnte bisher niemand die Messung wiederholen.",
        "Azure-Kunden sollen zwischen beiden Modellfamilien wählen können.",
        "Die neue Gruppe untersteht Mustafa Suleyman und muss in diesem Jahr kein Produkt liefern.",
        "Über Lizenzen für Zeitungsarchive wird noch verhandelt.",
        "Auf der Straße vor dem Werk in München standen am Abend drei Übertragungswagen.",
        "Den Prüfern gefiel die Stimme, die Pausen gefielen ihnen weniger.",
        "Die Behörde hat bis Monatsende Unterlagen verlangt.",
    ),
    "es": (
        "El modelo se entrenó con {n}.000 aceleradores en un único centro, según la empresa.",
        "Dos personas que conocen el contrato hablan de una cláusula que termina en {y}.",
        "Microsoft no quiso comentar; OpenAI remitió a una declaración anterior.",
        "En la demostración el asistente respondió en {s} milisegundos.",
        "El modelo propio cuesta un {p} por ciento menos, según una diapositiva interna.",
        "Nadie fuera de la compañía ha podido repetir la medición.",
        "Los clientes de Azure podrán elegir entre ambas familias de modelos.",
        "El nuevo equipo depende de Mustafa Suleyman y este año no debe lanzar ningún producto.",
        "Las licencias de los archivos de prensa siguen en negociación.",
        "A quienes la probaron les gustó la voz; las pausas, no tanto.",
        "El regulador ha pedido documentos antes de fin de mes.",
    ),
}

# What scraped pages can hold. Each must be shown as text and do nothing.
NASTY = (
    '<script>window.pwned="title"</script>Microsoft <img src=x onerror="window.pwned=1">',
    "MAI \"><svg onload=window.pwned=2> ' onmouseover='window.pwned=3",
    "{{ 7*7 }} {% raw %} ${7*7} MAI model </title><script>window.pwned=4</script>",
    '=HYPERLINK("http://evil.example","MAI model")',
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 3 + " MAI",
    "OpenAI \u202eyletaruccA deyalpsid toN\u202c and Microsoft \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "🚀🤖 MAI‑1 👩‍👩‍👧‍👦 lands \u0301\u0301\u0301 in\tCopilot\x0b\x0c now",
    "javascript:alert(document.domain) OpenAI",
)
NASTY_TEXT = (
    "Microsoft said <b>nothing</b> & \"OpenAI\" said <script>window.pwned='text'</script> even less.\n\n"
    "</p></article><script>window.pwned=6</script><style>*{display:none}</style>\n\n"
    "https://evil.example/?a=1&lt;b]]>--><!-- data:text/html,<script>window.pwned=7</script>\n\n"
    "=1+1\n+cmd|' /C calc'!A0\n\n\u2028\u2029 MAI model"
)
