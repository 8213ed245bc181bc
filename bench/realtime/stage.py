# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a part gets: the running product, the scene in it, the sizes, and where to write what it found."""

from dataclasses import dataclass

from bench.realtime.product import Product
from bench.realtime.report import Report
from bench.realtime.scene import Scene
from bench.realtime.sizes import Sizes


@dataclass
class Stage:
    product: Product
    scene: Scene
    sizes: Sizes
    report: Report

    @property
    def peer_port(self) -> int:
        return self.product.port + 1
