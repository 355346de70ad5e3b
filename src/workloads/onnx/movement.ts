// Shapes of operators that move numbers, and of those that make or take apart shapes. Small constants are followed number by number.

import { InputError } from "../../core/errors.ts"
import { castNumber, commonShape, integers } from "./fold.ts"
import type { Infer } from "./infer.ts"
import { axisOf, FLOAT, INT64, isFolded, pick, type Shape, stretch, stridesOf, volume } from "./value.ts"

const small = (shape: Shape, data: () => readonly number[], type = INT64): readonly number[] | null =>
  isFolded(shape, type) ? data() : null

export const reshape: Infer = call => {
  const input = call.shape(0)
  const wanted = call.list(1, "shape")
  if (wanted === null) throw new InputError("no shape")
  const shape = wanted.map((extent, i) => (extent === 0 && call.int("allowzero", 0) === 0 ? (input[i] ?? 0) : extent))
  const open = shape.indexOf(-1)
  const elements = volume(input)
  if (open >= 0) {
    const rest = volume(shape.map(extent => (extent === -1 ? 1 : extent)))
    shape[open] = rest === 0 ? 0 : elements / rest
  }
  if (!shape.every(Number.isInteger) || volume(shape) !== elements) {
    throw new InputError(`[${input.join(", ")}] does not fill [${wanted.join(", ")}]`)
  }
  return [{ shape, data: call.input(0).data }]
}

export const flatten: Infer = call => {
  const input = call.shape(0)
  const axis = call.int("axis", 1)
  const at = axis === input.length ? axis : input.length === 0 ? 0 : axisOf(axis, input.length)
  return [{ shape: [volume(input.slice(0, at)), volume(input.slice(at))], data: call.input(0).data }]
}

export const transpose: Infer = call => {
  const input = call.shape(0)
  const perm = call.ints("perm") ?? input.map((_, i) => input.length - 1 - i)
  if (perm.length !== input.length || new Set(perm).size !== perm.length || perm.some(p => input[p] === undefined)) {
    throw new InputError(`perm is [${perm.join(", ")}] for ${input.length} axes`)
  }
  const shape = perm.map(p => input[p])
  const { data } = call.input(0)
  const strides = stridesOf(input)
  return [{ shape, data: data === null ? null : pick(data, shape, perm.map(p => strides[p])) }] // biome-ignore format: one line
}

export const squeeze: Infer = call => {
  const input = call.shape(0)
  const axes = call.list(1, "axes")?.map(a => axisOf(a, input.length))
  const wrong = axes?.find(a => input[a] !== 1)
  if (wrong !== undefined) throw new InputError(`axis ${wrong} has ${input[wrong]} entries, expected 1`)
  const shape = input.filter((extent, i) => (axes === undefined ? extent !== 1 : !axes.includes(i)))
  return [{ shape, data: call.input(0).data }]
}

export const unsqueeze: Infer = call => {
  const input = call.shape(0)
  const axes = call.list(1, "axes")
  if (axes === null) throw new InputError("no axes")
  const rank = input.length + axes.length
  const added = new Set(axes.map(a => axisOf(a, rank)))
  if (added.size !== axes.length) throw new InputError(`axes are [${axes.join(", ")}]`)
  let next = 0
  const shape = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : input[next++]))
  return [{ shape, data: call.input(0).data }]
}

export const concat: Infer = call => {
  const shapes = call.inputs.map((_, i) => call.shape(i))
  const axis = axisOf(call.int("axis", 1), shapes[0]?.length ?? 0)
  const odd = shapes.find(s => s.length !== shapes[0].length || s.some((e, i) => i !== axis && e !== shapes[0][i]))
  if (odd !== undefined) throw new InputError(`[${shapes[0].join(", ")}] and [${odd.join(", ")}] do not go together`)
  const shape = shapes[0].with(
    axis,
    shapes.reduce((sum, s) => sum + s[axis], 0),
  )
  const lists = call.inputs.map(v => v?.data ?? null)
  if (shape.length !== 1 || lists.includes(null)) return [{ shape }]
  return [{ shape, data: small(shape, () => lists.flatMap(list => list ?? [])) }]
}

export const split: Infer = call => {
  const input = call.shape(0)
  const axis = axisOf(call.int("axis", 0), input.length)
  const parts = call.outputs
  const each = Math.ceil(input[axis] / parts)
  const even = Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(each, input[axis] - i * each)))
  const sizes = call.list(1, "split") ?? even
  if (sizes.length < call.outputs || sizes.reduce((a, b) => a + b, 0) !== input[axis]) {
    throw new InputError(`parts [${sizes.join(", ")}] of ${input[axis]}`)
  }
  const { data } = call.input(0)
  let from = 0
  return sizes.map(size => {
    const part = input.length === 1 && data !== null ? data.slice(from, from + size) : null
    from += size
    return { shape: input.with(axis, size), data: part }
  })
}

/** First entry and number of entries of a slice along an axis. */
function sliceOf(extent: number, start: number, end: number, step: number): readonly [from: number, count: number] {
  if (step === 0) throw new InputError("a step of 0")
  const clamp = (at: number, least: number, most: number) => Math.max(least, Math.min(most, at < 0 ? at + extent : at))
  const [least, most] = step > 0 ? [0, extent] : [-1, extent - 1]
  const from = clamp(start, step > 0 ? 0 : 0, most)
  const to = clamp(end, least, most)
  return [from, Math.max(0, Math.ceil((to - from) / step))]
}

export const slice: Infer = call => {
  const input = call.shape(0)
  const starts = call.list(1, "starts")
  const ends = call.list(2, "ends")
  if (starts === null || ends === null || starts.length !== ends.length)
    throw new InputError("starts and ends do not match")
  const axes = (call.list(3, "axes") ?? starts.map((_, i) => i)).map(a => axisOf(a, input.length))
  const steps = call.optional(4) === null ? starts.map(() => 1) : call.numbers(4)
  const shape = [...input]
  const strides = stridesOf(input)
  let first = 0
  for (const [i, axis] of axes.entries()) {
    const [from, count] = sliceOf(input[axis], starts[i], ends[i], steps[i])
    shape[axis] = count
    first += from * strides[axis]
    strides[axis] *= steps[i]
  }
  const { data } = call.input(0)
  return [{ shape, data: data === null ? null : pick(data, shape, strides, first) }]
}

export const gather: Infer = call => {
  const [input, indices] = [call.shape(0), call.shape(1)]
  const axis = axisOf(call.int("axis", 0), input.length)
  const shape = [...input.slice(0, axis), ...indices, ...input.slice(axis + 1)]
  const [{ data }, { data: at }] = [call.input(0), call.input(1)]
  if (data === null || at === null || input.length !== 1) return [{ shape }]
  return [{ shape, data: small(shape, () => at.map(i => data[axisOf(i, input[0])])) }]
}

export const expand: Infer = call => {
  const input = call.shape(0)
  const wanted = call.numbers(1)
  const shape = commonShape([call.input(0), { shape: wanted, type: INT64, data: null, origin: null }]) ?? []
  const { data } = call.input(0)
  return [{ shape, data: data === null ? null : small(shape, () => stretch(data, input, shape)) }]
}

export const tile: Infer = call => {
  const input = call.shape(0)
  const repeats = call.numbers(1)
  if (repeats.length !== input.length) throw new InputError(`${repeats.length} repeats for ${input.length} axes`)
  return [{ shape: input.map((extent, i) => extent * repeats[i]) }]
}

export const pad: Infer = call => {
  const input = call.shape(0)
  const pads = call.list(1, call.has("paddings") ? "paddings" : "pads")
  const axes = (call.optional(3) === null ? input.map((_, i) => i) : call.numbers(3)).map(a => axisOf(a, input.length))
  if (pads === null || pads.length !== 2 * axes.length)
    throw new InputError(`${pads?.length ?? 0} pads for ${axes.length} axes`)
  const shape = [...input]
  for (const [i, axis] of axes.entries()) shape[axis] += pads[i] + pads[i + axes.length]
  return [{ shape }]
}

export const shapeOf: Infer = call => {
  const input = call.shape(0)
  return [integers(input.slice(call.int("start", 0), call.has("end") ? call.int("end", 0) : undefined))]
}

export const constantOfShape: Infer = call => {
  const shape = [...call.numbers(0)]
  const raw = call.tensor("value")
  const type = raw?.dataType ?? FLOAT
  const whole = type === INT64 && (raw?.rawData?.length ?? 0) === 8
  const view = whole && raw?.rawData ? new DataView(raw.rawData.buffer, raw.rawData.byteOffset, 8) : null
  const fill = raw === null ? 0 : view === null ? null : Number(view.getBigInt64(0, true))
  return [
    {
      shape,
      type,
      data: fill === null ? null : small(shape, () => Array.from({ length: volume(shape) }, () => fill), type),
    },
  ]
}

export const range: Infer = call => {
  const [start, limit, step] = [0, 1, 2].map(i => call.numbers(i)[0])
  const count = Math.max(0, Math.ceil((limit - start) / step))
  if (!Number.isSafeInteger(count)) throw new InputError(`from ${start} to ${limit} by ${step}`)
  const data = small([count], () => Array.from({ length: count }, (_, i) => start + i * step))
  return [{ shape: [count], data }]
}

export const cast: Infer = call => {
  const type = call.op === "CastLike" ? call.input(1).type : call.int("to", FLOAT)
  const { data } = call.input(0)
  return [{ shape: call.shape(0), type, data: data === null ? null : data.map(x => castNumber(x, type)) }]
}
