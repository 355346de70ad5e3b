// The rules a single call can be checked against, without disturbing the environment.
//
// Source: Gymnasium 1.4.0, utils/passive_env_checker.py. A result of the wrong form throws CheckError at once. Other
// breaches go to `report`: PassiveEnvChecker warns, checkEnv throws.

import { Env, type Frame, type ResetOptions, type ResetResult, type StepResult } from "./core.ts"
import { isPlainObject, SharingDetector } from "./data.ts"
import { CheckError } from "./errors.ts"
import { warn } from "./logger.ts"
import { Box } from "./spaces/box.ts"
import { Dict } from "./spaces/dict.ts"
import { type ArrayDtype, kindOf } from "./spaces/dtype.ts"
import { Space } from "./spaces/space.ts"
import { Tuple } from "./spaces/tuple.ts"

/** Takes the sentence that states the broken rule. */
export type Report = (message: string) => void

/** Throws a CheckError: the strict form of Report. */
export function fail(message: string): never {
  throw new CheckError(message)
}

/** Both spaces are spaces, and no Dict is empty. Odd but possible bounds are warned about. */
export function checkSpaces(env: Env): void {
  if (!(env instanceof Env)) fail(`An environment must extend Env, got ${kindOf(env)}`)
  checkSpace(env.observationSpace, "observationSpace")
  checkSpace(env.actionSpace, "actionSpace")
}

const isBox = (space: Space): space is Box<ArrayDtype> => space instanceof Box

function checkSpace(space: unknown, field: string): void {
  if (!(space instanceof Space)) fail(`${field} must be a Space, got ${kindOf(space)}`)
  if (isBox(space)) {
    const fixed = space.low.findIndex((low, i) => low === space.high[i])
    if (fixed !== -1)
      warn(`${field}: low and high are equal at [${fixed}], the element can only be ${space.low[fixed]}`)
  }
  if (!(space instanceof Dict || space instanceof Tuple)) return
  const parts = Object.entries<Space>(space.spaces)
  if (parts.length === 0) fail(`${field} is a ${space.constructor.name} without parts; it must have at least one`)
  for (const [key, part] of parts) checkSpace(part, space instanceof Dict ? `${field}.${key}` : `${field}[${key}]`)
}

function checkReturned(env: Env, observation: unknown, info: unknown, call: string, report: Report): void {
  const reason = env.observationSpace.explain(observation)
  const joint = reason !== null && /^[.[]/.test(reason) ? "" : " "
  if (reason !== null)
    report(`An observation must be in observationSpace; that of ${call} is not: observation${joint}${reason}`)
  if (!isPlainObject(info)) fail(`The info of ${call} must be a plain object, got ${kindOf(info)}`)
}

/** Calls `reset` and checks what it returns: [observation, info]. */
export function checkedReset<Obs>(env: Env<Obs>, options: ResetOptions | undefined, report: Report): ResetResult<Obs> {
  const result: unknown = env.reset(options)
  if (!Array.isArray(result) || result.length !== 2)
    fail(`reset() must return [observation, info], got ${describeResult(result)}`)
  checkReturned(env, result[0], result[1], "reset()", report)
  return result as unknown as ResetResult<Obs>
}

/** Calls `step` and checks what it returns: [observation, reward, terminated, truncated, info]. */
export function checkedStep<Obs, Act>(env: Env<Obs, Act>, action: Act, report: Report): StepResult<Obs> {
  const result: unknown = env.step(action)
  if (!Array.isArray(result) || result.length !== 5)
    fail(`step() must return [observation, reward, terminated, truncated, info], got ${describeResult(result)}`)
  const [observation, reward, terminated, truncated, info] = result
  if (typeof terminated !== "boolean") report(`terminated must be a boolean, got ${kindOf(terminated)}`)
  if (typeof truncated !== "boolean") report(`truncated must be a boolean, got ${kindOf(truncated)}`)
  if (typeof reward !== "number") report(`The reward must be a number, got ${kindOf(reward)}`)
  else if (!Number.isFinite(reward)) report(`The reward must be finite, got ${reward}`)
  checkReturned(env as Env, observation, info, "step()", report)
  return result as unknown as StepResult<Obs>
}

function describeResult(result: unknown): string {
  return Array.isArray(result) ? `an array of length ${result.length}` : kindOf(result)
}

/** Calls `render` and checks the declared modes and what comes back. */
export function checkedRender(env: Env, report: Report): unknown {
  const { renderModes, renderFps } = env.metadata
  if (!Array.isArray(renderModes)) report(`metadata.renderModes must be a list of names, got ${kindOf(renderModes)}`)
  else if (env.renderMode !== null && !renderModes.includes(env.renderMode))
    report(
      `renderMode must be one of metadata.renderModes, got "${env.renderMode}", declared: ${renderModes.join(", ")}`,
    )
  if (env.renderMode !== null && !(typeof renderFps === "number" && renderFps > 0))
    report(`metadata.renderFps must be a number above 0 for an environment that renders, got ${kindOf(renderFps)}`)
  const frame = env.render()
  if (env.renderMode === "human" && frame !== null && frame !== undefined)
    report(`render() must return null in mode "human", got ${kindOf(frame)}`)
  if (env.renderMode === "ansi" && typeof frame !== "string")
    report(`render() must return a string in mode "ansi", got ${kindOf(frame)}`)
  if (env.renderMode === "rgb_array") checkFrame(frame, report)
  return frame
}

/** A frame has three bytes per pixel. */
function checkFrame(frame: unknown, report: Report): void {
  const { width, height, data } = isPlainObject(frame) ? (frame as unknown as Frame) : { data: null }
  if (!(data instanceof Uint8Array))
    report(`render() must return { width, height, data: Uint8Array } in mode "rgb_array", got ${kindOf(frame)}`)
  else if (data.length !== 3 * Number(width) * Number(height))
    report(`render() must return three bytes per pixel, got ${data.length} bytes for ${width} by ${height} pixels`)
}

/** Reports data of one call that belongs to another call's too. */
export class ReuseCheck {
  readonly #detector = new SharingDetector()
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  /** `call` names the call, e.g. "step() number 2". */
  add(observation: unknown, info: unknown, call: string): void {
    const shared =
      this.#detector.add(observation, `observation of ${call}: observation`) ??
      this.#detector.add(info, `info of ${call}: info`)
    if (shared === null) return
    this.#report(
      `Every call must return new observation and info data, since users keep it; shared: ` +
        `${shared.now} (and before, ${shared.before}). Copy it, or freeze it if it is a constant`,
    )
  }
}
