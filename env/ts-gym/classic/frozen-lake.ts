// FrozenLake: cross slippery ice to the goal without falling into a hole.
//
// Source: Gymnasium 1.4.0, envs/toy_text/frozen_lake.py.

import { Env, type Metadata, type ResetOptions, type ResetResult, type StepResult } from "../core.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import { npRandom } from "../random/seeding.ts"
import { Discrete } from "../spaces/discrete.ts"
import { warnNoRenderMode } from "./render-mode.ts"
import { categoricalSample, colorize, drawTransition, type Transition } from "./tabular.ts"

/** The two built-in maps: S start, F frozen, H hole, G goal. */
export const FROZEN_LAKE_MAPS = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"],
} as const

const ACTIONS = ["Left", "Down", "Right", "Up"]
/** Rows and columns per action. */
const MOVES = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
]

/** Arguments of FrozenLakeEnv. */
export interface FrozenLakeOptions {
  /** A map of one's own, rows of equal length with at least one S; null for `mapName`. Default null. */
  desc?: readonly string[] | null
  /** A built-in map; null for a random one of 8 by 8. Default "4x4". */
  mapName?: keyof typeof FROZEN_LAKE_MAPS | null
  /** Whether a move may go to either side of its direction. Default true. */
  isSlippery?: boolean
  /** Probability of the direction asked for on slippery ice; the sides share the rest. Default 1/3. */
  successRate?: number
  /** Rewards of reaching the goal, a hole, ice. Default [1, 0, 0]. */
  rewardSchedule?: readonly [goal: number, hole: number, frozen: number]
  /** "ansi", or null. */
  renderMode?: string | null
}

/** What a random map may be given. */
export interface RandomMapOptions {
  /** Rows and columns, ≥ 2. Default 8. */
  size?: number
  /** Probability of ice, in (0, 1]. Default 0.8. */
  p?: number
  seed?: number
}

/** A random map with a way from the start (upper left) to the goal (lower right). */
export function generateRandomMap({ size = 8, p = 0.8, seed }: RandomMapOptions = {}): string[] {
  const [random] = npRandom(seed)
  const ice = Math.min(1, p)
  while (true) {
    const tiles = random.choice(["F", "H"], { size: size * size, p: [ice, 1 - ice] })
    tiles[0] = "S"
    tiles[tiles.length - 1] = "G"
    const map = Array.from({ length: size }, (_, row) => tiles.slice(row * size, (row + 1) * size).join(""))
    if (hasWay(map)) return map
  }
}

/** Whether the goal can be reached from the upper left corner. */
function hasWay(map: readonly string[]): boolean {
  const frontier = [[0, 0]]
  const seen = new Set<string>()
  for (let cell = frontier.pop(); cell !== undefined; cell = frontier.pop()) {
    if (seen.has(String(cell))) continue
    seen.add(String(cell))
    for (const [down, right] of MOVES) {
      const [row, column] = [cell[0] + down, cell[1] + right]
      const tile = map[row]?.[column]
      if (tile === "G") return true
      if (tile !== undefined && tile !== "H") frontier.push([row, column])
    }
  }
  return false
}

/**
 * Walk from the start to the goal over ice with holes.
 *
 * ## Action space
 * `Discrete(4)`: left, down, right, up. On slippery ice the move goes to one of both sides with probability
 * `1 - successRate`.
 *
 * ## Observation space
 * `Discrete(rows · columns)`: row · columns + column.
 *
 * ## Rewards
 * 1 at the goal, else 0, or `rewardSchedule`.
 *
 * ## Starting state
 * On an S.
 *
 * ## Episode end
 * Termination: goal or hole. Truncation: after 100 steps, 200 for the map 8x8 (TimeLimit).
 *
 * ## Info
 * `prob`, the probability of the transition.
 *
 * ## Version history
 * * v1: as Gymnasium's v1.
 */
export class FrozenLakeEnv extends Env<number, number> {
  static override readonly metadata: Metadata = { renderModes: ["ansi"], renderFps: 4 }
  readonly observationSpace: Discrete
  readonly actionSpace = new Discrete(4)
  /** The map. */
  readonly desc: readonly string[]
  /** Outcomes per state and action. */
  readonly transitions: readonly (readonly (readonly Transition[])[])[]
  readonly #columns: number
  readonly #start: Float64Array
  #state = -1
  #lastAction: number | null = null

  /** @throws ValueError for a map with no S, rows of different lengths, other letters, or an unknown name */
  constructor(options: FrozenLakeOptions = {}) {
    super()
    const { isSlippery = true, successRate = 1 / 3, rewardSchedule = [1, 0, 0], renderMode = null } = options
    this.desc = mapOf(options)
    this.#columns = this.desc[0].length
    const tiles = [...this.desc.join("")]
    const starts = tiles.filter(tile => tile === "S").length
    this.#start = Float64Array.from(tiles, tile => (tile === "S" ? 1 / starts : 0))
    this.observationSpace = new Discrete(tiles.length)
    const outcome = (state: number, action: number, probability: number): Transition => {
      const next = this.#move(state, action)
      const kind = "GH".indexOf(tiles[next])
      return { probability, state: next, reward: rewardSchedule[kind === -1 ? 2 : kind], terminated: kind !== -1 }
    }
    const failRate = (1 - successRate) / 2
    this.transitions = tiles.map((tile, state) =>
      MOVES.map((_, action) => {
        if (tile === "G" || tile === "H") return [{ probability: 1, state, reward: 0, terminated: true }]
        if (!isSlippery) return [outcome(state, action, 1)]
        return [3, 0, 1].map(turn => outcome(state, (action + turn) % 4, turn === 0 ? successRate : failRate))
      }),
    )
    this.renderMode = renderMode
  }

  override reset(options?: ResetOptions): ResetResult<number> {
    this.seedFrom(options)
    this.#state = categoricalSample(this.#start, this.npRandom)
    this.#lastAction = null
    return [this.#state, { prob: 1 }]
  }

  override step(action: number): StepResult<number> {
    if (!this.actionSpace.contains(action))
      throw new ValueError(`FrozenLake: action ${this.actionSpace.explain(action)}`)
    if (this.#state === -1) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const { state, reward, terminated, probability } = drawTransition(
      this.transitions[this.#state][action],
      this.npRandom,
    )
    this.#state = state
    this.#lastAction = action
    return [state, reward, terminated, false, { prob: probability }]
  }

  override render(): string | null {
    if (this.renderMode === null) return warnNoRenderMode(this)
    const rows = this.desc.map((line, row) =>
      [...line].map((tile, column) =>
        row * this.#columns + column === this.#state ? colorize(tile, "red", { highlight: true }) : tile,
      ),
    )
    const last = this.#lastAction === null ? "" : `  (${ACTIONS[this.#lastAction]})`
    return `${last}\n${rows.map(row => row.join("")).join("\n")}\n`
  }

  #move(state: number, action: number): number {
    const [rows, columns] = [this.desc.length, this.#columns]
    const row = Math.floor(state / columns) + MOVES[action][0]
    const column = (state % columns) + MOVES[action][1]
    return Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))
  }
}

function mapOf({ desc = null, mapName = "4x4" }: FrozenLakeOptions): readonly string[] {
  if (desc === null && mapName === null) return generateRandomMap()
  if (desc === null && !Object.hasOwn(FROZEN_LAKE_MAPS, mapName as string))
    throw new ValueError(`FrozenLake: mapName is ${mapName}, expected ${Object.keys(FROZEN_LAKE_MAPS).join(", ")}`)
  const map = desc ?? FROZEN_LAKE_MAPS[mapName as keyof typeof FROZEN_LAKE_MAPS]
  const odd = map.findIndex(row => row.length !== map[0].length || !/^[SFHG]+$/.test(row))
  if (map.length === 0 || odd !== -1)
    throw new ValueError(`FrozenLake: desc[${odd}] is "${map[odd]}", expected rows of equal length from S, F, H, G`)
  if (!map.join("").includes("S")) throw new ValueError("FrozenLake: desc has no S, expected at least one start")
  return [...map]
}
