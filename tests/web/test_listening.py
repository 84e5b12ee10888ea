"""An address at which another server listens is told of, and no traceback."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse

from huoyan.errors import ServeError
from huoyan.web.listening import bound
from huoyan.web.run import WebServer


@pytest.mark.parametrize("shared", [False, True])
def test_of_two_servers_that_start_on_one_port_at_once_the_later_says_so(shared: bool):
    with bound("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with bound("127.0.0.1", port) as second:  # as neither listens yet, the system allows both
            first.listen()
            with pytest.raises(ServeError, match=f"Cannot listen on 127.0.0.1, port {port}") as refused:
                WebServer(PlainTextResponse("here"), second, shared=shared).run()
    assert refused.value.code == "serve.listen"
