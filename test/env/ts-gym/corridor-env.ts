// The example of env/ts-gym/README.md, but for the import; readme.test.ts compares and runs it.

// README starts here
import { Box, checkEnv, Discrete, Env, make, type ResetOptions, register } from "../../../env/ts-gym/index.ts"

/** A corridor of `length` cells. Start in the left half, end at the right wall. */
class CorridorEnv extends Env<Float32Array, number> {
  readonly observationSpace = new Box(0, 1, [1])
  readonly actionSpace = new Discrete(2) // 0 left, 1 right
  readonly #length: number
  #cell = 0

  constructor({ length = 10 }: { length?: number }) {
    super()
    this.#length = length
  }

  override reset(options?: ResetOptions): [Float32Array, { cell: number }] {
    this.seedFrom(options) // first line of every reset
    this.#cell = this.npRandom.integers(this.#length / 2)
    return [this.#observe(), { cell: this.#cell }]
  }

  override step(action: number): [Float32Array, number, boolean, boolean, { cell: number }] {
    this.#cell = Math.max(0, this.#cell + (action === 1 ? 1 : -1))
    const terminated = this.#cell === this.#length - 1
    return [this.#observe(), terminated ? 1 : 0, terminated, false, { cell: this.#cell }]
  }

  #observe(): Float32Array {
    return Float32Array.of(this.#cell / (this.#length - 1))
  }
}

register({ id: "example/Corridor-v0", entryPoint: options => new CorridorEnv(options), maxEpisodeSteps: 100 })
checkEnv(make("example/Corridor-v0")) // throws at the first broken rule

const env = make("example/Corridor-v0", { length: 6 })
env.actionSpace.seed(1)
let total = 0
env.reset({ seed: 1 })
for (let done = false; !done; ) {
  const [, reward, terminated, truncated] = env.step(env.actionSpace.sample())
  total += reward
  done = terminated || truncated
}
console.log(`return ${total}`) // return 1
