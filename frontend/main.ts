/* SPDX-License-Identifier: AGPL-3.0-or-later */
import "./main.css";
import "./styles.ts";
import "htmx.org";
import { settleDrafts } from "../ruche/kernel/ui/islands/drafts.ts";
import { claimSession } from "../ruche/kernel/ui/islands/session.ts";
import { start } from "./islands.ts";

claimSession();
settleDrafts();
start();
