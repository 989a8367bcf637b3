"""A small name server on this machine, over UDP and TCP, that says what a test has it say, and can misbehave."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

LARGEST_UDP = 512
"""Octets; what is larger is fetched over TCP (RFC 1035, section 4.2.1)."""


class NameServer:
    """`records` by name and kind, in the form of a zone file; `misbehaves` are names with "SERVFAIL", "REFUSED" or
    "silence"; `asked` is what was asked, once for each question that came."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.misbehaves: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.over_tcp = 0

    def put(self, name: str, kind: str, *values: str) -> None:
        self.records[name, kind] = [quoted(value) if kind == "TXT" else value for value in values]

    def answer(self, question: bytes) -> bytes | None:
        query = dns.message.from_wire(question)
        asked = query.question[0]
        kind = dns.rdatatype.to_text(asked.rdtype)
        name = asked.name.to_text(omit_final_dot=True).lower()
        self.asked.append((name, kind))
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        fault = self.misbehaves.get(name)
        if fault == "silence":
            return None
        if fault:
            reply.set_rcode(dns.rcode.from_text(fault))
            return reply.to_wire()
        for _hop in range(20):
            if (name, "CNAME") not in self.records:
                break
            self.add(reply, name, "CNAME")
            name = self.records[name, "CNAME"][0].rstrip(".")
        if (name, kind) in self.records:
            self.add(reply, name, kind)
        elif not any(known == name or known.endswith(f".{name}") for known, _kind in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire(max_size=65535)

    def add(self, reply: dns.message.Message, name: str, kind: str) -> None:
        values = self.records[name, kind]
        reply.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", kind, values))


def quoted(value: str) -> str:
    """A text in strings of 255 octets, as a zone file has it."""
    octets = value.encode()
    pieces = [octets[start : start + 255] for start in range(0, len(octets), 255)] or [b""]
    return " ".join('"' + "".join(f"\\{octet:03d}" for octet in piece) + '"' for piece in pieces)


def truncated(question: bytes) -> bytes:
    reply = dns.message.make_response(dns.message.from_wire(question))
    reply.flags |= dns.flags.TC
    return reply.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Listens, and is asked by all of this process."""
    server = NameServer()

    class OverUDP(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            question, socket = self.request
            answer = server.answer(question)
            if answer is not None:
                socket.sendto(answer if len(answer) <= LARGEST_UDP else truncated(question), self.client_address)

    class OverTCP(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.rfile.read(2))
            answer = server.answer(self.rfile.read(length))
            server.over_tcp += 1
            if answer is not None:
                self.wfile.write(struct.pack("!H", len(answer)) + answer)

    tcp, udp = at_one_port(OverTCP, OverUDP)
    threads = [threading.Thread(target=each.serve_forever, args=(0.05,)) for each in (tcp, udp)]
    for thread in threads:
        thread.start()
    before = dns.resolver.default_resolver
    dns.resolver.default_resolver = resolver_at(tcp.server_address[1])
    try:
        yield server
    finally:
        dns.resolver.default_resolver = before
        for each in (tcp, udp):
            each.shutdown()
            each.server_close()
        for thread in threads:
            thread.join()


def at_one_port(
    over_tcp: type[socketserver.BaseRequestHandler], over_udp: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.TCPServer, socketserver.UDPServer]:
    for _attempt in range(50):
        tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), over_tcp)
        try:
            return tcp, socketserver.ThreadingUDPServer(("127.0.0.1", tcp.server_address[1]), over_udp)
        except OSError:  # somebody else has the port of UDP
            tcp.server_close()
    raise OSError("No port is free for both UDP and TCP.")


def resolver_at(*ports: int) -> dns.resolver.Resolver:
    """One that asks nobody else; nobody at all without a port, so that no test asks the servers of this machine."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"] * len(ports)
    resolver.port = ports[0] if ports else 53
    return resolver
