#!/usr/bin/env python3
"""Measures the throughput of a stream under packet loss: Linux's own TCP, and the library's Stall.

Linux: two network namespaces, each with a TUN device of 1,500 bytes, and this program between them,
which delays what passes by half the round trip each way. What the sender sends is lost by tc's
netem on the sender's device where the kernel has it, otherwise here, by the same model. One stream
for each figure, with cubic; it counts after --warm-up seconds.

Stall: io.trixter.benchmarks.StallThroughput, over loopback sockets, whose mean over 16 streams is
printed. Its jar is made by: mvn -Pbenchmarks -pl benchmarks -am package

Needs root, ip, /dev/net/tun; python 3.9 or later; java. Prints a table in Markdown.
"""

import argparse
import collections
import ctypes
import fcntl
import os
import pathlib
import random
import select
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import time
from concurrent import futures

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
HERE = pathlib.Path(__file__).resolve().parent
JAR = HERE.parent / "target" / "benchmarks.jar"
PROBABILITIES = (0.005, 0.01, 0.02, 0.05)
BURSTS = (1, 4)
LIBC = ctypes.CDLL(None, use_errno=True)


def lacks(what):
    sys.exit(f"cannot measure: {what}")


def check(result):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def run(*command):
    subprocess.run(command, check=True, capture_output=True, text=True)


class Chain:
    """The Gilbert-Elliott chain as netem's gemodel and the library have it."""

    def __init__(self, p, burst, seed):
        self.to_good = 1 / burst
        self.to_bad = self.to_good * p / (1 - p)
        self.p = p
        self.burst = burst
        self.random = random.Random(seed)
        self.bad = False

    def loses(self):
        if self.burst == 1:
            return self.random.random() < self.p
        limit = 1 - self.to_good if self.bad else self.to_bad
        self.bad = self.random.random() < limit
        return self.bad

    def netem(self):
        if self.burst == 1:
            return ["loss", "random", f"{100 * self.p}%"]
        return ["loss", "gemodel", f"{100 * self.to_bad}%", f"{100 * self.to_good}%"]


class End:
    """A network namespace of its own with a TUN device."""

    def __init__(self, address):
        check(LIBC.unshare(CLONE_NEWNET))
        self.namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH", b"loss0", IFF_TUN | IFF_NO_PI))
        run("ip", "link", "set", "loss0", "txqueuelen", "20000")
        run("ip", "address", "add", f"{address}/24", "dev", "loss0")
        run("ip", "link", "set", "loss0", "up")
        self.address = address

    def enter(self):
        check(LIBC.setns(self.namespace, CLONE_NEWNET))

    def socket(self):
        self.enter()
        made = socket.socket()
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
        return made


def has_netem():
    if not shutil.which("tc"):
        return False
    child = os.fork()
    if child == 0:
        check(LIBC.unshare(CLONE_NEWNET))
        command = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "loss", "1%"]
        os._exit(subprocess.run(command, capture_output=True).returncode)
    return os.waitpid(child, 0)[1] == 0


def forked(task):
    child = os.fork()
    if child == 0:
        try:
            task()
        finally:
            os._exit(0)
    return child


def send(end, address):
    with end.socket() as out:
        out.connect((address, 7000))
        block = bytes(1 << 16)
        try:
            while True:
                out.sendall(block)
        except OSError:
            pass


def receive(listening, warm_up, seconds, report):
    accepted, _ = listening.accept()
    room = bytearray(1 << 20)
    accepted.recv_into(room)
    begun = time.monotonic() + warm_up
    end = begun + seconds
    count = 0
    accepted.settimeout(0.1)
    while (now := time.monotonic()) < end:
        try:
            n = accepted.recv_into(room)
        except TimeoutError:
            continue
        count += n if now >= begun else 0
    os.write(report, struct.pack("q", count))


def bridge(one, other, rtt, chain, done):
    """Carries packets between two devices until something can be read from done."""
    ways = {one: (other, collections.deque(), chain), other: (one, collections.deque(), None)}
    while True:
        due = min((queue[0][0] for _, queue, _ in ways.values() if queue), default=None)
        wait = 1 if due is None else max(0, due - time.monotonic())
        ready, _, _ = select.select([one, other, done], [], [], wait)
        if done in ready:
            return
        for tun, (far, queue, losses) in ways.items():
            for _ in range(64 if tun in ready else 0):
                try:
                    packet = os.read(tun, 2000)
                except BlockingIOError:
                    break
                if not (losses and losses.loses()):
                    queue.append((time.monotonic() + rtt / 2, packet))
            while queue and queue[0][0] <= time.monotonic():
                try:
                    os.write(far, queue.popleft()[1])
                except OSError:
                    pass  # the device's own queue is full


def linux(p, burst, rtt, seed, options):
    """Bytes a second of one stream. In a process of its own, whose namespaces it changes."""
    sender = End("10.77.0.1")
    chain = Chain(p, burst, seed) if p else None
    if chain and options.netem:
        run("tc", "qdisc", "add", "dev", "loss0", "root", "netem", "limit", "20000", *chain.netem())
        chain = None
    receiver = End("10.77.0.2")
    done, report = os.pipe()
    listening = receiver.socket()
    listening.bind((receiver.address, 7000))
    listening.listen()
    children = [
        forked(lambda: receive(listening, options.warm_up, options.seconds, report)),
        forked(lambda: send(sender, receiver.address)),
    ]
    try:
        bridge(sender.tun, receiver.tun, rtt / 1000, chain, done)
        return struct.unpack("q", os.read(done, 8))[0] / options.seconds
    finally:
        for child in children:
            os.kill(child, 9)
            os.waitpid(child, 0)


def stall(p, burst, options):
    command = ["java", "-cp", str(JAR), "io.trixter.benchmarks.StallThroughput"]
    result = subprocess.run(
        [*command, str(p), str(burst), str(options.seconds)], capture_output=True, text=True
    )
    if result.returncode:
        lacks(f"StallThroughput failed: {result.stderr.strip()}")
    return float(result.stdout)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20, help="of each stream that count")
    parser.add_argument("--warm-up", type=float, default=5, help="seconds that do not")
    parser.add_argument("--rtt", type=float, nargs="*", default=[5, 20, 100], help="in ms")
    parser.add_argument("--runs", type=int, default=5, help="of which median and range are printed")
    parser.add_argument("--parallel", type=int, default=os.cpu_count(), help="streams at once")
    return parser.parse_args()


def main():
    options = arguments()
    if os.geteuid() != 0:
        lacks("network namespaces need root")
    if not shutil.which("ip"):
        lacks("there is no ip (iproute2)")
    if not os.path.exists("/dev/net/tun"):
        lacks("there is no /dev/net/tun")
    if not JAR.exists():
        lacks(f"there is no {JAR}: mvn -Pbenchmarks -pl benchmarks -am package")
    options.netem = has_netem()
    print(f"loss by {'netem' if options.netem else 'this program'}; kernel {os.uname().release}")
    cells = [(p, burst) for burst in BURSTS for p in PROBABILITIES]
    with futures.ProcessPoolExecutor(options.parallel, max_tasks_per_child=1) as pool:
        theirs = {
            (p, burst, rtt): [
                pool.submit(linux, p, burst, rtt, seed, options) for seed in range(options.runs)
            ]
            for p, burst in cells
            for rtt in options.rtt
        }
        ours = {cell: pool.submit(stall, *cell, options) for cell in cells}
    without = [linux_alone(rtt, options) for rtt in options.rtt]
    heads = [f"Linux, {rtt:g} ms" for rtt in options.rtt]
    print("| probability | burst | Stall | " + " | ".join(heads) + " |")
    print("|" + "---|" * (3 + len(heads)))
    print("| 0 % | | | " + " | ".join(f"{each / 1000:.0f}" for each in without) + " |")
    for p, burst in cells:
        row = [f"{100 * p:g} %", str(burst), f"{ours[p, burst].result() / 1000:.0f}"]
        row += [summary(theirs[p, burst, rtt]) for rtt in options.rtt]
        print("| " + " | ".join(row) + " |")


def linux_alone(rtt, options):
    """Without loss, and with nothing beside it: what the script can carry."""
    with futures.ProcessPoolExecutor(1, max_tasks_per_child=1) as pool:
        return pool.submit(linux, 0, 1, rtt, 0, options).result()


def summary(runs):
    figures = [run.result() / 1000 for run in runs]
    return f"{statistics.median(figures):.0f} ({min(figures):.0f} to {max(figures):.0f})"


if __name__ == "__main__":
    main()
