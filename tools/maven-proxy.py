#!/usr/bin/env python3
"""Writes Maven's settings for a proxy, as its other programs find it in https_proxy and no_proxy.

    tools/maven-proxy.py http://NAME:PASSWORD@HOST:PORT HOST,HOST
"""
import sys
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape


def settings(address, without):
    """The text of a settings.xml; ValueError if the address has no host, or no number for a port."""
    proxy = urlsplit(address if "://" in address else f"http://{address}")
    if not proxy.hostname:
        raise ValueError(f"no host in {proxy.scheme}://")
    values = {"host": proxy.hostname, "port": str(proxy.port or (443 if proxy.scheme == "https" else 80)), "username": proxy.username,
              "password": proxy.password, "nonProxyHosts": "|".join(not_proxied(without))}
    lines = "".join(f"<{name}>{escape(unquote(value))}</{name}>" for name, value in values.items() if value)
    # A proxy of protocol http is one that is asked in plain HTTP, for either protocol.
    proxies = "".join(f"<proxy><id>{name}</id><active>true</active><protocol>{name}</protocol>{lines}</proxy>" for name in ("http", "https"))
    return f"<settings><proxies>{proxies}</proxies></settings>\n"


def not_proxied(without):
    """no_proxy says .example.org for all below it, Maven *.example.org; both say * for all."""
    for host in filter(None, map(str.strip, without.split(","))):
        yield f"*{host}" if host.startswith(".") else host


if __name__ == "__main__":
    try:
        sys.stdout.write(settings(*sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"maven-proxy: {error}")
