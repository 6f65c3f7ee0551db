"""Talking to a running Odoo as a user does: log in, call a method."""

import json
import urllib.error
import urllib.request

from .problem import Problem


class Client:
    """A session with the Odoo server on a port of this machine."""

    def __init__(self, port, database, login):
        self.site = f"http://127.0.0.1:{port}"
        self.session = None
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
            way_out="The password equals the login",
        )
        self.uid = answer["uid"]

    def call(self, model, method, *arguments, **keywords):
        """Call a method of a model and return its result."""
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": arguments, "kwargs": keywords},
        )

    def download(self, path):
        """What the server sends for an address."""
        return self._send(urllib.request.Request(self.site + path))

    def _post(self, path, parameters, way_out=""):
        request = urllib.request.Request(
            self.site + path,
            json.dumps({"jsonrpc": "2.0", "params": parameters}).encode(),
            {"Content-Type": "application/json"},
        )
        answer = json.loads(self._send(request))
        if "error" in answer:
            message = " ".join(answer["error"]["data"]["message"].split())
            raise Problem(f"Odoo says: {message}", way_out)
        return answer["result"]

    def _send(self, request):
        if self.session:
            request.add_header("Cookie", f"session_id={self.session}")
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                self._keep_session(response.headers.get_all("Set-Cookie") or [])
                return response.read()
        except urllib.error.URLError as error:
            path = request.selector
            raise Problem(f"The Odoo server refused {path}: {error}") from None

    def _keep_session(self, cookies):
        for cookie in cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            if name == "session_id":
                self.session = value
