// Names of values, graph within graph.

import type { Value } from "./value.ts"

/** Values by name; those of the graphs around are seen through. */
export class Scope {
  readonly #values = new Map<string, Value>()
  readonly #outer: Scope | null

  constructor(outer: Scope | null) {
    this.#outer = outer
  }

  get(name: string): Value | undefined {
    return this.#values.get(name) ?? this.#outer?.get(name)
  }

  set(name: string, value: Value): void {
    if (name !== "") this.#values.set(name, value)
  }
}
