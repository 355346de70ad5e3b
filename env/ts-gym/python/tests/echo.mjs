// Environments for the tests: one whose observations are its actions, in a space of any kind, and one that fails.

import { Discrete, Env, register, spaceFromJSON } from "../../../../dist/env/ts-gym/index.js"

class EchoEnv extends Env {
  static metadata = { renderModes: ["ansi"], renderFps: 1, versionNote: "x" }

  constructor({ space, info = {} }) {
    super()
    this.observationSpace = spaceFromJSON(space)
    this.actionSpace = spaceFromJSON(space)
    this.info = info
  }

  // What the space draws from the seed.
  reset(options) {
    this.seedFrom(options)
    if (options?.seed !== undefined) this.observationSpace.seed(options.seed)
    return [this.observationSpace.sample(), { ...this.info, options: options?.options ?? {} }]
  }

  step(action) {
    return [action, 0.5, false, false, { ...this.info }]
  }
}

class FailingEnv extends Env {
  observationSpace = new Discrete(2)
  actionSpace = new Discrete(3)
  reset(options) {
    this.seedFrom(options)
    return [0, {}]
  }
  step(action) {
    if (action === 1) throw new TypeError("a bug")
    if (action === 2) process.exit(7)
    return [0, 0, false, false, {}]
  }
}

register({ id: "test/Echo-v0", entryPoint: options => new EchoEnv(options) })
register({ id: "test/Failing-v0", entryPoint: () => new FailingEnv() })
