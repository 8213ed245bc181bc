/* SPDX-License-Identifier: AGPL-3.0-or-later */
import "./main.css";
import "./styles.ts";
import "htmx.org";
import { start } from "./islands.ts";

start();
