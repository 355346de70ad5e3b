// analects demo: `analects train` on MobileNetV2 with nothing to choose; what `npm start` runs.

import type { Command } from "commander"
import { type Flags, train } from "./train.ts"

/** Declares the action. */
export function declare(command: Command): void {
  command.action(() => train(DEMO, null))
}

const DEMO: Flags = {
  network: "mobilenet_v2",
  deployment: "lp",
  dataflow: "dla",
  objective: "latency",
  constraint: ["area"],
  budget: ["0.1"],
  platform: "mobile",
  env: "Allocation-v1",
  observation: "priced",
  seed: "0",
  episodes: "1024",
  generations: "150",
  backend: "auto",
}
