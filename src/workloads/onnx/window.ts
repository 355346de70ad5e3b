// Windows that slide over an image: convolutions and pooling along one axis.

import { InputError } from "../../core/errors.ts"
import type { Call } from "./call.ts"
import type { Shape } from "./value.ts"

/** One spatial axis. */
export interface WindowAxis {
  readonly input: number
  readonly taps: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly after: number
  /** Window positions. */
  readonly outputs: number
}

/** The spatial axes of a node whose input is batch × channels × space…, with its attributes checked. */
export function windowsOf(call: Call, input: Shape, kernel: Shape): WindowAxis[] {
  const rank = input.length - 2
  const perAxis = (name: string, fallback: number, count = rank, least = 1) => {
    const list = call.ints(name) ?? Array.from({ length: count }, () => fallback)
    if (list.length === count && list.every(x => Number.isSafeInteger(x) && x >= least && x < 2 ** 31)) return list
    throw new InputError(`${name} is [${list.join(", ")}], expected ${count} integers of at least ${least}`)
  }
  if (kernel.length !== rank) throw new InputError(`a window of ${kernel.length} axes over ${rank} spatial axes`)
  const strides = perAxis("strides", 1)
  const dilations = perAxis("dilations", 1)
  const pads = perAxis("pads", 0, 2 * rank, 0)
  const auto = call.text("auto_pad", "NOTSET")
  const ceil = call.int("ceil_mode", 0) !== 0
  return kernel.map((taps, i) => {
    const axis = { input: input[i + 2], taps, stride: strides[i], dilation: dilations[i] }
    if (!(taps >= 1)) throw new InputError(`a window of ${taps} taps`)
    const reach = (taps - 1) * axis.dilation + 1
    const [before, after] = padding(auto, axis, reach, [pads[i], pads[i + rank]])
    const steps = (axis.input + before + after - reach) / axis.stride
    const outputs = outputsOf({ ...axis, before }, steps, ceil)
    if (outputs < 1) {
      throw new InputError(`a window that reaches over ${reach} does not fit into ${axis.input} + ${before} + ${after}`)
    }
    return { ...axis, before, after, outputs }
  })
}

/** Window positions; in ceil mode a last one may hang over the end, but must start inside the input or its padding before. */
function outputsOf(axis: { input: number; stride: number; before: number }, steps: number, ceil: boolean): number {
  if (!ceil) return Math.floor(steps) + 1
  const last = Math.ceil(steps)
  return last * axis.stride >= axis.input + axis.before ? last : last + 1
}

function padding(
  auto: string,
  { input, stride }: { input: number; stride: number },
  reach: number,
  explicit: readonly [number, number],
): readonly [number, number] {
  if (auto === "NOTSET" || auto === "") return explicit
  if (auto === "VALID") return [0, 0]
  if (auto !== "SAME_UPPER" && auto !== "SAME_LOWER") {
    throw new InputError(`auto_pad is "${auto}", expected NOTSET, VALID, SAME_UPPER or SAME_LOWER`)
  }
  const total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input)
  const half = Math.floor(total / 2)
  return auto === "SAME_UPPER" ? [half, total - half] : [total - half, half]
}
