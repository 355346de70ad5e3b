// Which constants are parameters of a network, and which operators only rearrange one.

const words = (text: string): string[] => text.trim().split(/\s+/)

/**
 * Inputs of operators without a matrix product that are parameters when they are constants. Running means and variances of
 * batch normalisation are statistics, not parameters, as in PyTorch.
 */
export const PARAMETER_INPUTS: ReadonlyMap<string, readonly number[] | "all"> = new Map<
  string,
  readonly number[] | "all"
>([
  ...words("Add Sub Mul Div Sum Concat BiasGelu").map((op): [string, "all"] => [op, "all"]),
  ...words(`BatchNormalization InstanceNormalization GroupNormalization LayerNormalization RMSNormalization
    SimplifiedLayerNormalization`).map((op): [string, number[]] => [op, [1, 2]]),
  ["Gather", [0]],
  ["PRelu", [1]],
  ["SkipLayerNormalization", [2, 3, 4]],
  ["SkipSimplifiedLayerNormalization", [2, 3]],
  ["EmbedLayerNormalization", [2, 3, 4, 5, 6]],
])

/** Operators that move or keep numbers without computing new ones. */
export const REARRANGING: ReadonlySet<string> = new Set(
  words(`Reshape Flatten Transpose Squeeze Unsqueeze Concat Split Slice Gather GatherElements GatherND Expand Tile Pad
    Identity Cast CastLike DepthToSpace SpaceToDepth Dropout ScatterND ScatterElements Scatter ReverseSequence
    DequantizeLinear QuantizeLinear QLinearConcat`),
)
