"""The same answer in a browser: a folder that recognises without a server, and browsers that are asked."""
