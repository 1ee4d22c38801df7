"""A client as the browser is one: a session, and JSON-RPC calls in it."""

import itertools

import requests

# What a browser sends along; without it /json asks for a key.
TYPED = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


class RpcError(Exception):
    """What the server answered instead of a result.

    :ivar name: class of the exception on the server
    :ivar message: what the person reads
    """

    def __init__(self, error):
        data = error.get("data") or {}
        self.name = data.get("name") or str(error.get("code"))
        self.message = data.get("message") or error.get("message") or ""
        super().__init__(f"{self.name}: {self.message}")

    @property
    def is_refusal(self):
        """Whether the system said no, as opposed to breaking."""
        return self.name.startswith("odoo.exceptions.") or self.is_access

    @property
    def is_access(self):
        """Whether it is a refusal for lack of rights."""
        return self.name in (
            "odoo.exceptions.AccessError",
            "werkzeug.exceptions.Forbidden",
        )


class Client:
    """One person's session.

    :param str url: of the server
    :param str database: its name
    """

    _ids = itertools.count(1)

    def __init__(self, url, database):
        self.url = url.rstrip("/")
        self.database = database
        self.http = requests.Session()
        self.user_id = None

    def login(self, login, password):
        """Log in; returns the client itself."""
        result = self.json(
            "/web/session/authenticate",
            {"db": self.database, "login": login, "password": password},
        )
        self.user_id = result["uid"]
        return self

    def json(self, path, params):
        """Call a JSON-RPC route.

        :raises RpcError: when the server answers with an error
        """
        response = self.http.post(
            self.url + path,
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "id": next(self._ids),
                "params": params,
            },
            timeout=120,
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model as the web client does."""
        return self.json(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def get(self, path, **params):
        """Fetch a page or a file, as by an address that somebody typed."""
        return self.http.get(
            self.url + path,
            params=params,
            headers=TYPED,
            timeout=120,
            allow_redirects=False,
        )
