"""One answer everywhere: engines, the server and a browser are given the same pictures and compared."""
