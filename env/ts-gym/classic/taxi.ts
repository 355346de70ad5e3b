// Taxi: fetch a passenger and bring them where they want to go.
//
// Source: Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition" (JAIR 13,
// 2000), as Gymnasium's envs/toy_text/taxi.py has it: v3 as in 1.2.3, v4 as in 1.4.0.

import { Env, type Metadata, type ResetOptions, type ResetResult, type StepResult } from "../core.ts"
import { ResetNeeded, ValueError } from "../errors.ts"
import { Discrete } from "../spaces/discrete.ts"
import { warnNoRenderMode } from "./render-mode.ts"
import { categoricalSample, colorize, drawTransition, type Transition } from "./tabular.ts"

const MAP = ["+---------+", "|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |", "|Y| : |B: |", "+---------+"]
/** Row and column of R, G, Y, B. */
const STANDS = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
] as const
const STATES = 500
const ACTIONS = ["South", "North", "East", "West", "Pickup", "Dropoff"]
const PICKUP = 4
/** The passenger's place in the taxi, beside those of the four stands. */
const RIDING = 4

type Move = readonly [down: number, right: number]
/** Ahead, left, right per moving action. */
// biome-ignore format: one heading per line
const MOVES: readonly (readonly [Move, Move, Move])[] = [
  [[1, 0], [0, 1], [0, -1]],
  [[-1, 0], [0, -1], [0, 1]],
  [[0, 1], [-1, 0], [1, 0]],
  [[0, -1], [1, 0], [-1, 0]],
]

/** Arguments of TaxiEnv. */
export interface TaxiOptions {
  /** Whether moves may drift to either side. Default false. */
  isRainy?: boolean
  /** Whether the passenger may change the destination once, after the first move. Default false. */
  ficklePassenger?: boolean
  /** Probability of no drift, v4 only. Default 0.8. */
  rainyProbability?: number
  /** Probability of a change of mind, v4 only. Default 0.3. */
  fickleProbability?: number
  /** "ansi", or null. */
  renderMode?: string | null
  /** Which version's rain: that of v3 drifts in other directions and through some walls. Default 4. */
  version?: 3 | 4
}

/** Where everything is. */
interface Scene {
  readonly row: number
  readonly column: number
  readonly passenger: number
  readonly destination: number
}

/** A state's number. */
export function encodeTaxi({ row, column, passenger, destination }: Scene): number {
  return ((row * 5 + column) * 5 + passenger) * 4 + destination
}

/** The scene of a state. */
export function decodeTaxi(state: number): Scene {
  return {
    row: Math.floor(state / 100),
    column: Math.floor(state / 20) % 5,
    passenger: Math.floor(state / 4) % 5,
    destination: state % 4,
  }
}

const isStart = (s: Scene) => s.passenger < RIDING && s.passenger !== s.destination
const clamp = (x: number) => Math.min(4, Math.max(0, x))
const standAt = (row: number, column: number) => STANDS.findIndex(([r, c]) => r === row && c === column)
/** Whether the sign `offset` characters right of a cell's left edge is open. */
const isOpen = (row: number, column: number, offset: 0 | 2) => MAP[1 + row][2 * column + offset] === ":"

/** Whether the taxi can go ahead: south and north by the grid, east and west by the walls. */
function canMove(row: number, column: number, action: number): boolean {
  if (action === 0) return row < 4
  if (action === 1) return row > 0
  return isOpen(row, column, action === 2 ? 2 : 0)
}

/**
 * Drive on a 5 by 5 grid with walls, pick the passenger up at one of four stands, drop them at another.
 *
 * ## Action space
 * `Discrete(6)`: south, north, east, west, pick up, drop off. `info.actionMask` admits those that change something.
 *
 * ## Observation space
 * `Discrete(500)`: ((row · 5 + column) · 5 + passenger) · 4 + destination; passenger 0 to 3 at a stand, 4 in the taxi.
 *
 * ## Rewards
 * -1 per step, 20 for the delivery, -10 for a pick-up or drop-off that is not possible.
 *
 * ## Starting state
 * Uniform among the 300 states with the passenger at another stand than the destination.
 *
 * ## Episode end
 * Termination: the delivery. Truncation: after 200 steps (TimeLimit).
 *
 * ## Info
 * `prob`, the probability of the transition; `actionMask`.
 *
 * ## Version history
 * * v4: rain drifts left and right of the heading, never through a wall; probabilities are options.
 * * v3: with rain, south and east drift to swapped sides, drift tests the wrong wall, and south and north drift also
 *   where the grid ends.
 */
export class TaxiEnv extends Env<number, number> {
  static override readonly metadata: Metadata = { renderModes: ["ansi"], renderFps: 4 }
  readonly observationSpace = new Discrete(STATES)
  readonly actionSpace = new Discrete(6)
  /** Outcomes per state and action. */
  readonly transitions: readonly (readonly (readonly Transition[])[])[]
  readonly #start: Float64Array
  readonly #options: Required<TaxiOptions>
  #state = -1
  #lastAction: number | null = null
  /** Whether the passenger will change the destination with the next move. */
  #fickle = false

  constructor(options: TaxiOptions = {}) {
    super()
    const { isRainy = false, ficklePassenger = false, rainyProbability = 0.8, fickleProbability = 0.3 } = options
    const { renderMode = null, version = 4 } = options
    this.#options = { isRainy, ficklePassenger, rainyProbability, fickleProbability, renderMode, version }
    const states = Array.from({ length: STATES }, (_, state) => state)
    this.transitions = states.map(state => ACTIONS.map((_, action) => this.#outcomes(state, action)))
    this.#start = Float64Array.from(states, state => (isStart(decodeTaxi(state)) ? 1 / 300 : 0))
    this.renderMode = renderMode
  }

  override reset(options?: ResetOptions): ResetResult<number> {
    this.seedFrom(options)
    this.#state = categoricalSample(this.#start, this.npRandom)
    this.#lastAction = null
    const { ficklePassenger, fickleProbability } = this.#options
    this.#fickle = ficklePassenger && this.npRandom.random() < fickleProbability
    return [this.#state, { prob: 1, actionMask: taxiActionMask(this.#state) }]
  }

  override step(action: number): StepResult<number> {
    if (!this.actionSpace.contains(action)) throw new ValueError(`Taxi: action ${this.actionSpace.explain(action)}`)
    if (this.#state === -1) throw new ResetNeeded("step() before the first reset(); call reset() first")
    const { state, reward, terminated, probability } = drawTransition(
      this.transitions[this.#state][action],
      this.npRandom,
    )
    this.#state = this.#changedMind(this.#state, state)
    this.#lastAction = action
    return [this.#state, reward, terminated, false, { prob: probability, actionMask: taxiActionMask(this.#state) }]
  }

  override render(): string | null {
    if (this.renderMode === null) return warnNoRenderMode(this)
    const text = MAP.map(line => [...line])
    const { row, column, passenger, destination } = decodeTaxi(Math.max(0, this.#state))
    const paint = ([r, c]: readonly number[], f: (sign: string) => string) => {
      text[1 + r][2 * c + 1] = f(text[1 + r][2 * c + 1])
    }
    if (passenger < RIDING) {
      paint([row, column], sign => colorize(sign, "yellow", { highlight: true }))
      paint(STANDS[passenger], sign => colorize(sign, "blue", { bold: true }))
    } else paint([row, column], sign => colorize(sign === " " ? "_" : sign, "green", { highlight: true }))
    paint(STANDS[destination], sign => colorize(sign, "magenta"))
    const last = this.#lastAction === null ? "" : `  (${ACTIONS[this.#lastAction]})`
    return `${text.map(line => line.join("")).join("\n")}\n${last}\n`
  }

  /** The state after a step, with another destination if this is the move at which the passenger changes it. */
  #changedMind(before: number, after: number): number {
    const [old, now] = [decodeTaxi(before), decodeTaxi(after)]
    const moved = old.row !== now.row || old.column !== now.column
    if (!this.#fickle || old.passenger !== RIDING || !moved) return after
    this.#fickle = false
    const others = [0, 1, 2, 3].filter(stand => stand !== old.destination)
    return encodeTaxi({ ...now, destination: this.npRandom.choice(others) })
  }

  #outcomes(state: number, action: number): Transition[] {
    const scene = decodeTaxi(state)
    if (action >= PICKUP) return [action === PICKUP ? pickUp(scene) : dropOff(scene)]
    const { row, column } = scene
    const { isRainy, version } = this.#options
    const end = (probability: number, [r, c]: readonly [number, number]): Transition => {
      const next = encodeTaxi({ ...scene, row: r, column: c })
      return { probability, state: next, reward: -1, terminated: false }
    }
    const [ahead] = MOVES[action]
    const open = canMove(row, column, action)
    const target = [clamp(row + ahead[0]), clamp(column + ahead[1])] as const
    if (!isRainy) return [end(1, open ? target : [row, column])]
    const straight = version === 4 ? this.#options.rainyProbability : 0.8
    const lateral = version === 4 ? (1 - this.#options.rainyProbability) / 2 : 0.1
    const sides = version === 4 ? driftV4(row, column, action, open) : driftV3(row, column, action, open)
    return [end(straight, open ? target : [row, column]), ...sides.map(side => end(lateral, side))]
  }
}

type Cell = readonly [row: number, column: number]

/** Left and right of the heading; nowhere if the way ahead is blocked or that side is. */
function driftV4(row: number, column: number, action: number, open: boolean): Cell[] {
  return MOVES[action].slice(1).map(([down, right]): Cell => {
    const cell: Cell = [clamp(row + down), clamp(column + right)]
    const blocked = (right === 1 && !isOpen(cell[0], cell[1], 0)) || (right === -1 && !isOpen(cell[0], cell[1], 2))
    return open && !blocked ? cell : [row, column]
  })
}

/** As v3 did it: sides swapped for south and east, the wall beside the target tested, no end of the grid to stop at. */
function driftV3(row: number, column: number, action: number, open: boolean): Cell[] {
  const [, left, right] = MOVES[action]
  const sides = action % 2 === 0 ? [right, left] : [left, right]
  return sides.map(([down, across], i): Cell => {
    const cell: Cell = [clamp(row + down), clamp(column + across)]
    const passable = isOpen(cell[0], cell[1], i === 0 ? 2 : 0)
    return (open || action < 2) && passable ? cell : [row, column]
  })
}

function pickUp(scene: Scene): Transition {
  const possible = scene.passenger < RIDING && standAt(scene.row, scene.column) === scene.passenger
  const passenger = possible ? RIDING : scene.passenger
  return certain({ ...scene, passenger }, possible ? -1 : -10, false)
}

function dropOff(scene: Scene): Transition {
  const stand = standAt(scene.row, scene.column)
  if (scene.passenger !== RIDING || stand === -1) return certain(scene, -10, false)
  const delivered = stand === scene.destination
  return certain({ ...scene, passenger: stand }, delivered ? 20 : -1, delivered)
}

function certain(scene: Scene, reward: number, terminated: boolean): Transition {
  return { probability: 1, state: encodeTaxi(scene), reward, terminated }
}

/** 1 for the actions that change the state. */
export function taxiActionMask(state: number): Uint8Array {
  const { row, column, passenger } = decodeTaxi(state)
  const stand = standAt(row, column)
  const moves = [0, 1, 2, 3].map(action => canMove(row, column, action))
  return Uint8Array.from(
    [...moves, passenger < RIDING && stand === passenger, passenger === RIDING && stand !== -1],
    Number,
  )
}
