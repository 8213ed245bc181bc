# SPDX-License-Identifier: AGPL-3.0-or-later
"""bin/bench realtime [part …] [--quick]: see docs/contributing/measurements.md."""

import argparse
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import uvloop

from bench.realtime import machine, processes
from bench.realtime.parts import PARTS
from bench.realtime.product import Product
from bench.realtime.report import Report
from bench.realtime.sizes import FULL, QUICK, TINY, Sizes
from bench.realtime.stage import Stage

PORT = 8140


def main(words: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="bin/bench realtime", description="Measures the live conversation on the product itself.")
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=f"any of: {', '.join(PARTS)}; all without")
    asked.add_argument("--quick", action="store_true", help="small numbers: whether it works, not how fast it is")
    asked.add_argument("--tiny", action="store_true", help=argparse.SUPPRESS)  # for the tests
    asked.add_argument("--write", type=Path, help="put the table, with machine and date, into this file")
    found = asked.parse_args(words)
    report = run(found.parts or list(PARTS), TINY if found.tiny else QUICK if found.quick else FULL)
    page = "\n".join([*machine.facts(), "", report.table()])
    print(f"\n{page}")
    if found.write:
        found.write.write_text(page + "\n")
    return 0


def run(parts: Sequence[str], sizes: Sizes, *, port: int = 0) -> Report:
    """Start the product, make the scene, run the parts in their order, end everything and take the data away."""
    report, began = Report(say=lambda text: print(f"{time.monotonic() - began:6.1f} s {text}", flush=True)), time.monotonic()
    raise_descriptor_limit()
    processes.take_load_core()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    port = port or int(os.environ.get("RUCHE_BENCH_PORT", PORT))
    folder = Path(tempfile.mkdtemp(prefix="ruche-bench-", dir=os.environ.get("RUCHE_BENCH_DIR")))
    product = Product(folder, port)
    try:
        report.begin("set-up")
        product.start()
        scene = product.make_scene(_for(parts, sizes))
        waited = product.await_calm()
        report.say(f"   {len(scene.people)} people, {len(scene.channels) + 2} channels; the worker was done {waited:.1f} s later")
        stage = Stage(product, scene, sizes, report)
        for name in (name for name in PARTS if name in parts):
            _run_part(name, stage)
    finally:
        product.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report.say("done")
    return report


def raise_descriptor_limit() -> None:
    """Each socket of the load is an open file here too."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _run_part(name: str, stage: Stage) -> None:
    stage.report.begin(name)
    gc.collect()
    gc.disable()  # a pause of the load would be counted as one of the server
    try:
        with machine.watched() as others:
            uvloop.run(PARTS[name](stage))
        if others.cores > 0.2:
            stage.report.told("disturbed", f"{others} during this part: its latencies are too high")
    except (TimeoutError, RuntimeError, OSError) as error:
        stage.report.left_out("the rest", f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
        traceback.print_exc()
    finally:
        gc.enable()
        stage.product.await_readiness()


def _for(parts: Sequence[str], sizes: Sizes) -> Sizes:
    from dataclasses import replace

    return sizes if "page" in parts else replace(sizes, history=60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
