// Shapes of operators that do no matrix product: elementwise, data movement, pooling, normalisation, and arithmetic on shapes.
//
// Source: the operator documentation of the ONNX standard, opsets 1 to 24, and of ONNX Runtime's own operators.

import { InputError } from "../../core/errors.ts"
import { type Call, type Result, Unknown } from "./call.ts"
import { commonShape, elementwiseType, foldElementwise } from "./fold.ts"
import * as Move from "./movement.ts"
import { axisOf, BOOL, FLOAT, INT64, type Value, volume } from "./value.ts"
import { windowsOf } from "./window.ts"

/** Shapes, and where they matter numbers, of a node's outputs. */
export type Infer = (call: Call) => readonly Result[]

const words = (text: string): string[] => text.trim().split(/\s+/)
const INT32 = 6
const UINT8 = 2

/** Every output has the shape of input 0. */
const same: Infer = call => Array.from({ length: Math.max(1, call.outputs) }, () => ({ shape: call.shape(0) }))
/** Input 0's shape; further outputs are statistics that nothing reads. */
const sameFirst: Infer = call => [{ shape: call.shape(0), type: call.input(0).type }]

const elementwise: Infer = call => {
  const operands = call.inputs.filter((v): v is Value => v !== null)
  const type = elementwiseType(call.op, operands)
  // Up to opset 6 the second operand was stretched by attributes.
  const shape = call.int("broadcast", 0) === 1 ? call.shape(0) : commonShape(operands)
  if (shape === null) throw new Unknown("the shape of an operand is not known")
  if (operands.length === 0) throw new InputError("no operand")
  const data = call.int("broadcast", 0) === 1 ? null : foldElementwise(call.op, operands, shape)
  return [{ shape, type, data }]
}

const reduce: Infer = call => {
  const input = call.shape(0)
  const given = call.list(1, "axes") ?? []
  const none = given.length === 0 && call.int("noop_with_empty_axes", 0) === 1
  const axes = given.length === 0 && !none ? input.map((_, i) => i) : given.map(a => axisOf(a, input.length))
  const keep = call.int("keepdims", 1) !== 0
  const shape = input.flatMap((extent, i) => (axes.includes(i) ? (keep ? [1] : []) : [extent]))
  const { data } = call.input(0)
  const combine = REDUCTIONS[call.op]
  if (data === null || combine === undefined || axes.length !== input.length || data.length === 0) return [{ shape }]
  return [{ shape, data: [data.reduce(combine)] }]
}

const REDUCTIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  ReduceProd: (a, b) => a * b,
  ReduceSum: (a, b) => a + b,
  ReduceMax: (a, b) => Math.max(a, b),
  ReduceMin: (a, b) => Math.min(a, b),
}

const arg: Infer = call => {
  const input = call.shape(0)
  const axis = axisOf(call.int("axis", 0), input.length)
  const keep = call.int("keepdims", 1) !== 0
  return [{ shape: input.flatMap((e, i) => (i !== axis ? [e] : keep ? [1] : [])), type: INT64 }]
}

const topK: Infer = call => {
  const input = call.shape(0)
  const count = call.optional(1) === null ? call.int("k", 1) : call.numbers(1)[0]
  const shape = input.with(axisOf(call.int("axis", -1), input.length), count)
  return [{ shape }, { shape, type: INT64 }]
}

const pool: Infer = call => {
  const input = call.ranked(0, 3)
  const windows = windowsOf(call, input, call.ints("kernel_shape") ?? [])
  const shape = [input[0], input[1], ...windows.map(w => w.outputs)]
  return [{ shape }, { shape, type: INT64 }]
}

const globalPool: Infer = call => {
  const input = call.ranked(0, 2)
  return [{ shape: input.map((extent, i) => (i < 2 ? extent : 1)) }]
}

/** Resize and Upsample: by sizes, or by scales. */
const resize: Infer = call => {
  const input = call.shape(0)
  const early = call.op === "Upsample" || call.version < 11
  const sizes = !early && call.optional(3) !== null && call.input(3).shape?.[0] !== 0 ? call.numbers(3) : null
  const scales = sizes !== null ? null : early ? (call.floats("scales") ?? call.numbers(1)) : call.numbers(2)
  const axes = (call.ints("axes") ?? input.map((_, i) => i)).map(a => axisOf(a, input.length))
  const list = sizes ?? scales ?? []
  if (list.length !== axes.length) throw new InputError(`${list.length} scales or sizes for ${axes.length} axes`)
  const shape = [...input]
  for (const [i, axis] of axes.entries())
    shape[axis] = sizes !== null ? list[i] : Math.floor(input[axis] * list[i] + 1e-6)
  return [{ shape }]
}

const blocks: Infer = call => {
  const [n, c, h, w] = call.ranked(0, 4, 4)
  const b = call.int("blocksize", 1)
  const shape = call.op === "DepthToSpace" ? [n, c / (b * b), h * b, w * b] : [n, c * b * b, h / b, w / b]
  if (!shape.every(Number.isInteger)) throw new InputError(`[${n}, ${c}, ${h}, ${w}] in blocks of ${b}`)
  return [{ shape }]
}

const oneHot: Infer = call => {
  const input = call.shape(0)
  const axis = call.int("axis", -1)
  const shape = [...input]
  shape.splice(axis < 0 ? axis + input.length + 1 : axis, 0, call.numbers(1)[0])
  return [{ shape, type: call.optional(2)?.type ?? 0 }]
}

const shapeAttribute: Infer = call => [{ shape: call.ints("shape") ?? [], type: call.int("dtype", FLOAT) }]

const quantize: Infer = call => {
  const type = call.optional(2)?.type ?? call.int("output_dtype", UINT8)
  return [{ shape: call.shape(0), type }]
}

const dynamicQuantize: Infer = call => [
  { shape: call.shape(0), type: UINT8 },
  { shape: [], type: FLOAT },
  { shape: [], type: UINT8 },
]

const gatherND: Infer = call => {
  const [input, indices] = [call.shape(0), call.ranked(1, 1)]
  const batch = call.int("batch_dims", 0)
  const depth = indices[indices.length - 1]
  return [{ shape: [...indices.slice(0, -1), ...input.slice(batch + depth)] }]
}

const gridSample: Infer = call => {
  const [input, grid] = [call.ranked(0, 3), call.ranked(1, 3)]
  return [{ shape: [input[0], input[1], ...grid.slice(1, -1)] }]
}

const skipNormalization: Infer = call => {
  const shape = call.shape(0)
  return [{ shape }, { shape: null }, { shape: null }, { shape }]
}

/** The sum over the hidden axis of word, position and segment embeddings (ONNX Runtime). */
const embedNormalization: Infer = call => {
  const [ids, words_] = [call.ranked(0, 2, 2), call.ranked(2, 2, 2)]
  return [
    { shape: [...ids, words_[1]], type: call.input(2).type },
    { shape: [ids[0]], type: INT32 },
  ]
}

/** Operators by name. One that is missing here and among the matrix products is unknown. */
export const INFER: ReadonlyMap<string, Infer> = new Map([
  ...words(`Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Softplus Softsign Tanh Erf Gelu
    FastGelu QuickGelu Mish Swish Exp Log Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Round Clip
    LRN LpNormalization MeanVarianceNormalization Softmax LogSoftmax Hardmax Shrink CumSum Trilu
    InstanceNormalization GroupNormalization RMSNormalization SimplifiedLayerNormalization
    ScatterND ScatterElements Scatter ReverseSequence Bernoulli RandomNormalLike RandomUniformLike EyeLike
    RotaryEmbedding BitwiseNot GatherElements`).map((op): [string, Infer] => [op, sameFirst]),
  ...words(`Add Sub Mul Div Mod Pow Min Max Sum Mean And Or Xor Not Neg Abs Floor Ceil Sqrt Sign Reciprocal Identity
    Equal Greater Less GreaterOrEqual LessOrEqual Where IsNaN IsInf BitShift BitwiseAnd BitwiseOr BitwiseXor PRelu
    BiasGelu`).map((op): [string, Infer] => [op, elementwise]),
  ...words(`ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp
    ReduceSumSquare`).map((op): [string, Infer] => [op, reduce]),
  ...words("MaxPool AveragePool LpPool").map((op): [string, Infer] => [op, pool]),
  ...words("GlobalAveragePool GlobalMaxPool GlobalLpPool").map((op): [string, Infer] => [op, globalPool]),
  ...words("RandomNormal RandomUniform").map((op): [string, Infer] => [op, shapeAttribute]),
  ["BatchNormalization", sameFirst],
  ["LayerNormalization", sameFirst],
  ["GatherElements", call => [{ shape: call.shape(1), type: call.input(0).type }]],
  ["Dropout", call => [{ shape: call.shape(0), data: call.input(0).data }, { shape: call.shape(0), type: BOOL }]], // biome-ignore format: table
  ["Reshape", Move.reshape],
  ["Flatten", Move.flatten],
  ["Transpose", Move.transpose],
  ["Squeeze", Move.squeeze],
  ["Unsqueeze", Move.unsqueeze],
  ["Concat", Move.concat],
  ["Split", Move.split],
  ["Slice", Move.slice],
  ["Gather", Move.gather],
  ["GatherND", gatherND],
  ["Expand", Move.expand],
  ["Tile", Move.tile],
  ["Pad", Move.pad],
  ["Shape", Move.shapeOf],
  ["Size", call => [{ shape: [], type: INT64, data: [volume(call.shape(0))] }]],
  ["ConstantOfShape", Move.constantOfShape],
  ["Range", Move.range],
  ["Cast", Move.cast],
  ["CastLike", Move.cast],
  ["ArgMax", arg],
  ["ArgMin", arg],
  ["TopK", topK],
  ["Resize", resize],
  ["Upsample", resize],
  ["DepthToSpace", blocks],
  ["SpaceToDepth", blocks],
  ["OneHot", oneHot],
  ["QuantizeLinear", quantize],
  ["DequantizeLinear", call => [{ shape: call.shape(0), type: call.optional(1)?.type ?? FLOAT }]],
  ["DynamicQuantizeLinear", dynamicQuantize],
  ["GridSample", gridSample],
  ["SkipLayerNormalization", skipNormalization],
  ["SkipSimplifiedLayerNormalization", skipNormalization],
  ["EmbedLayerNormalization", embedNormalization],
  ["QLinearAdd", call => quantizedBinary(call)],
  ["QLinearMul", call => quantizedBinary(call)],
  ["QLinearGlobalAveragePool", globalPool],
  ["QLinearAveragePool", pool],
  ["QLinearSigmoid", same],
  ["QLinearLeakyRelu", same],
  ["QLinearConcat", quantizedConcat],
])

/** A, its scale and zero point, B likewise. */
function quantizedBinary(call: Call): readonly Result[] {
  return [{ shape: commonShape([call.input(0), call.input(3)]) }]
}

/** Scale and zero point of the output, then triples. */
function quantizedConcat(call: Call): readonly Result[] {
  const shapes = call.inputs.flatMap((_, i) => (i >= 2 && i % 3 === 2 ? [call.shape(i)] : []))
  const axis = axisOf(call.int("axis", 1), shapes[0]?.length ?? 0)
  return [
    {
      shape: shapes[0].with(
        axis,
        shapes.reduce((sum, s) => sum + s[axis], 0),
      ),
      type: call.input(2).type,
    },
  ]
}
