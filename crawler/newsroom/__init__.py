"""The bundled newsroom: a press of our own, served over real HTTP on loopback for the demo and the tests.

Texts, outlets and page templates are data in ``seeds/newsroom``; this package loads them, keeps the news clock and serves every
outlet at ``http://<outlet>.localhost:<port>/``. It imports nothing else of this project.
"""
