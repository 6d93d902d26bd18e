"""How we ask: the guarded download handler, robots.txt, politeness, conditional GET and the runtime's settings."""
