"""Keeps compressed bodies from being taken for text before they are unpacked.

A gzip body that was cut short unpacks without a word: its trailer tells (row 30 of the hostile inputs), see `answer_of`.

Scrapy guesses the encoding of a TextResponse's body when it copies it, which costs milliseconds on compressed bytes. This
middleware sits just before HttpCompressionMiddleware on the way up and hands it plain Responses.
"""

from scrapy.http import Request, Response, TextResponse

WHOLE_SIZE = "whole_size"  # in a request's meta: what its gzip body says it unpacks to, modulo 2³²


class UndecodedMiddleware:
    """Turns a text response with a content encoding into a plain one."""

    def process_response(self, request: Request, response: Response) -> Response:
        """As Scrapy's downloader middlewares."""
        if (response.headers.get("Content-Encoding") or b"").strip().lower() == b"gzip":
            request.meta[WHOLE_SIZE] = int.from_bytes(response.body[-4:], "little")  # RFC 1952 §2.3.1: ISIZE
        if not isinstance(response, TextResponse) or not response.headers.get("Content-Encoding"):
            return response
        return Response(
            response.url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            flags=response.flags,
            request=request,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
