from odoo.http import Controller, request, route

from .main import ANSWER


class PrintLink(Controller):
    """A paper that somebody shared, for whoever holds the link, on any phone."""

    @route(
        "/smb/p/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def shared(self, token):
        """The paper; wrong, old and withdrawn links answer alike."""
        link = request.env["smb.print.link"]._of_token(token)
        page = link and link._shown()
        if not page:
            words = request.env._("This link has ended. Please ask for a new one.")
            return self._answer(words, "text/plain; charset=utf-8", 404)
        return self._answer(page, "text/html; charset=utf-8", 200)

    def _answer(self, content, kind, status):
        headers = [
            ("Content-Type", kind),
            ("Referrer-Policy", "no-referrer"),
            ("X-Robots-Tag", "noindex"),
            *ANSWER,
        ]
        return request.make_response(content, headers, status=status)
