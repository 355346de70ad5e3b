// Where the reference program departs from what a mapping does, as rules: where each deviation applies, what
// it changes, and how its presence shows in a mapping.
//
// Source: specification "physical", section 4; conditions after specification "cost model", sections 3.4–3.9.
// "certain": the structure alone shows that the deviation is at work. "likely": it is possible there, but
// what it amounts to depends on more than is looked at. In the reference MACs and traffic come from the top
// level alone, so rules on lower levels are about cycles, units at work and L1.

import { OUTPUT, TENSORS } from "../maestro/layer.ts"
import type { Facts, Fetches, ReferenceMap } from "./deviation-facts.ts"
import { type Quantity, valueOf } from "./quantities.ts"
import { isCoupled } from "./reuse.ts"

/** How sure it is that a deviation is at work. */
export type Certainty = "certain" | "likely"

/** One deviation of the reference. */
export interface Deviation {
  /** Number in the specification. */
  readonly id: string
  readonly title: string
  /** The mappings it concerns. */
  readonly where: string
  /** What the reference does, against what happens. */
  readonly effect: string
  readonly quantities: readonly Quantity[]
  /** Whether it is at work on a quantity of a legal mapping; null when the structure does not show it. */
  readonly present: (facts: Facts, quantity: Quantity) => Certainty | null
}

const certainIf = (condition: boolean): Certainty | null => (condition ? "certain" : null)
const likelyIf = (condition: boolean): Certainty | null => (condition ? "likely" : null)

/** Bandwidths from here on are no limit. */
const UNLIMITED = 2 ** 31 - 1
const READS = ["input L2 reads", "filter L2 reads"] as const
const FILLS = ["input L1 fills", "filter L1 fills"] as const
const TRAFFIC = [...READS, "output L2 writes", ...FILLS] as const

/** A rule on the maps of single levels: certain at the top, likely below it, where the reference's tables are nominal. */
const ofMaps =
  (applies: (map: ReferenceMap, facts: Facts) => boolean) =>
  (facts: Facts): Certainty | null => {
    const at = facts.levels.findIndex(level => level.maps.some(map => applies(map, facts)))
    return at < 0 ? null : at === 0 ? "certain" : "likely"
  }

/** Units that the reference counts in the last, partial fold: a partial last unit is not rounded up. */
const edgeUnits = ({ last, tile }: ReferenceMap) => Math.max(1, Math.floor(last / tile))
const hasPartialFold = (map: ReferenceMap) => map.spatial && map.folds > 1 && map.last < map.step

/** The tensor that a quantity is about. */
const tensorOf = (quantity: Quantity) => TENSORS.findIndex(name => quantity.startsWith(name))

/**
 * A rule on the top level's fetches of a tensor: `certainty` for that tensor's traffic; for the run time
 * likely at most, since transfers may be hidden.
 */
const ofFetches =
  (certainty: Certainty, test: (f: Fetches) => boolean) =>
  ({ fetched, hardware }: Facts, quantity: Quantity): Certainty | null => {
    const t = tensorOf(quantity)
    if (t < 0) return likelyIf(hardware.nocBandwidth < UNLIMITED && fetched.some(test))
    return test(fetched[t]) ? certainty : null
  }

export const DEVIATIONS: readonly Deviation[] = [
  {
    id: "D1",
    title: "tile larger than its axis",
    where: "a tile beyond its axis that advances by no more than the axis",
    effect:
      "the edge tile is taken as axis − advance instead of the whole axis: MACs are lost, counts may fall below zero",
    quantities: ["MACs", "cycles", "PEs at work", ...TRAFFIC, "L1 need", "L2 need"],
    present: (facts, quantity) => {
      const t = tensorOf(quantity)
      const concerns = (map: ReferenceMap) => t < 0 || isCoupled(facts.axes.tensors[t], map.axis)
      const beyond = (map: ReferenceMap) => map.size > map.extent && map.offset <= map.extent && concerns(map)
      const found = ofMaps(beyond)(facts)
      const sure = t >= 0 || quantity === "MACs"
      return found === "certain" && !(sure && facts.levels[0].maps.some(m => beyond(m) && !m.diagonal))
        ? "likely"
        : found
    },
  },
  {
    id: "D2",
    title: "spatial edge in input rows",
    where: "rows or columns spread over units, with one unit at work in the last fold",
    effect: "that unit is credited with input rows where outputs are meant",
    quantities: ["MACs", "cycles", "output L2 writes"],
    present: ofMaps(map => hasPartialFold(map) && map.taps > 1 && edgeUnits(map) === 1),
  },
  {
    id: "D3",
    title: "partial last unit of the last fold",
    where: "a spatial map of several folds whose last fold ends in a partial tile",
    effect: "the number of units is not rounded up: a unit and its MACs are lost",
    quantities: ["MACs", "cycles", "PEs at work", ...TRAFFIC],
    present: ofMaps(map => hasPartialFold(map) && map.last > map.tile && map.last % map.tile !== 0),
  },
  {
    id: "D4",
    title: "partial tile of a spatial reduction",
    where: "an axis that is summed over, mapped spatially with a tile larger than the axis",
    effect: "the unit is charged the full tile in time",
    quantities: ["cycles"],
    present: ({ levels, axes }) => {
      const at = levels.findIndex(({ maps }) =>
        maps.some(m => m.spatial && !axes.inOutput[m.axis] && m.size > m.extent),
      )
      return at < 0 ? null : at === levels.length - 1 ? "certain" : "likely"
    },
  },
  {
    id: "D5",
    title: "lower levels at nominal tiles",
    where: "a lower level that gets smaller chunks at the edges of the level above",
    effect: "its tiles, units and edges stay those of a full chunk: too much time, or too little",
    quantities: ["cycles", "PEs at work"],
    present: ({ levels }) => likelyIf(levels.slice(1).some(level => level.chunks > 1)),
  },
  {
    id: "D6",
    title: "filter taps split over units",
    where: "R or S mapped spatially by another size than the filter’s while the rows or columns stay whole",
    effect: "outputs are counted as tile − taps of one unit + 1: too many",
    quantities: ["MACs", "cycles", "PEs at work", ...TRAFFIC, "L1 need", "L2 need"],
    present: (facts, quantity) => {
      const split = (map: ReferenceMap) =>
        map.spatial && facts.axes.taps.includes(map.axis) && map.size !== map.extent && !map.diagonal
      const found = ofMaps(split)(facts)
      const smaller = facts.levels[0].maps.some(map => split(map) && map.cuts)
      return found === "certain" && (quantity !== "MACs" || !smaller) ? "likely" : found
    },
  },
  {
    id: "D7",
    title: "outputs of a strided tile",
    where: "a stride above 1, and tiles of several outputs or rows left over",
    effect: "outputs are counted as if the stride were 1",
    quantities: ["MACs", "cycles", "PEs at work", ...TRAFFIC, "L1 need", "L2 need"],
    present: ({ strided }, quantity) =>
      quantity === "MACs" && strided.some(axis => axis.tile > 1 && axis.taps > 1)
        ? "certain"
        : likelyIf(strided.length > 0),
  },
  {
    id: "D8",
    title: "strided maps of outputs",
    where: "a stride above 1, and a map of several output rows or columns (Y', X')",
    effect: "a tile of m outputs is read as ⌈m / stride⌉",
    quantities: ["MACs", "cycles", ...TRAFFIC, "L1 need", "L2 need"],
    present: ({ levels, axes }) =>
      likelyIf(levels.some(({ maps }) => maps.some(m => m.outputs && axes.strides[m.axis] > 1 && m.tile > 1))),
  },
  {
    id: "D9",
    title: "declared outputs with a stride",
    where: "a layer that declares Y' or X' and a stride above 1",
    effect: "the input extent is derived without the stride",
    quantities: ["MACs", "cycles", ...TRAFFIC, "input L2 fill", "L1 need", "L2 need"],
    present: ({ outputCentric, strided }) => likelyIf(outputCentric && strided.length > 0),
  },
  {
    id: "D10",
    title: "two independent spatial maps",
    where: "two spatial maps in one level that are no row-stationary diagonal",
    effect: "a grid of units is credited although unit u only gets piece u of both: an illegal mapping (reason pair)",
    quantities: ["MACs", "cycles"],
    present: () => null, // refused, so never among legal mappings
  },
  {
    id: "D11",
    title: "nothing fetched when inner loops start over",
    where: "a loop over an axis that the tensor does not have, around loops over axes that it has",
    effect: "the step in which they start over is not charged",
    quantities: ["cycles", ...READS, ...FILLS],
    present: ofFetches("certain", f => f.startsOver),
  },
  {
    id: "D12",
    title: "edge tiles fetched in full",
    where: "a loop over an axis of the tensor whose last tile is smaller",
    effect: "the last tile is charged like a full one, without reuse of the halo",
    quantities: ["cycles", ...READS, ...FILLS],
    present: ofFetches("likely", f => f.partial),
  },
  {
    id: "D13",
    title: "outputs written at every step",
    where: "steps in which the array keeps its outputs and goes on summing",
    effect: "the outputs are charged as written in each of them",
    quantities: ["output L2 writes", "cycles"],
    present: (facts, quantity) => ofFetches("certain", f => f === facts.fetched[OUTPUT] && f.kept)(facts, quantity),
  },
  {
    id: "D14",
    title: "partial sums never read back",
    where: "outputs that leave the array before they are complete",
    effect: "their way back into the array is not charged",
    quantities: ["output L2 reads"],
    present: ({ physical }) => certainIf(physical.levels[0].psumReread > 0),
  },
  {
    id: "D15",
    title: "halo between neighbouring units",
    where: "rows or columns spread over units with overlapping windows",
    effect: "the halo is charged for every unit, although neighbours share it",
    quantities: ["input L2 reads", "input L1 fills", "cycles"],
    present: ofFetches("certain", f => f.haloOfUnits),
  },
  {
    id: "D16",
    title: "corner that is still held",
    where: "a row loop that advances while the column loop starts over, with overlapping windows",
    effect: "the whole tile is charged, also what the array still holds",
    quantities: ["input L2 reads", "input L1 fills", "cycles"],
    present: ofFetches("certain", f => f.corner),
  },
  {
    id: "D17",
    title: "L1 fills without replication",
    where: "several PEs with the same data, or lower levels that fetch again",
    effect: "L1 fills are set equal to L2 reads",
    quantities: FILLS,
    present: ({ physical: { levels } }, quantity) => {
      const t = tensorOf(quantity)
      return certainIf(levels[0].arrayNew[t] !== levels[levels.length - 1].unitNew[t])
    },
  },
  {
    id: "D18",
    title: "grouped outputs per input channel",
    where: "grouped convolutions with several input channels per group",
    effect: "the output is taken to depend on C: written once per input channel",
    quantities: ["output L2 writes", "output L2 reads", "cycles", "L1 need", "L2 need"],
    present: ({ kind, axes }, quantity) => {
      const applies = kind === "NGCONV" && axes.sizes[axes.names.indexOf("C")] > 1
      return tensorOf(quantity) === OUTPUT ? certainIf(applies) : likelyIf(applies)
    },
  },
  {
    id: "D19",
    title: "fills ignore the stride",
    where: "strided layers",
    effect: "tensor sizes are those at stride 1: input that no output touches, outputs that do not exist",
    quantities: ["input L2 fill", "output L2 reads"],
    present: ({ untouched, strided }, quantity) =>
      quantity === "input L2 fill" ? certainIf(untouched) : likelyIf(strided.length > 0),
  },
  {
    id: "D20",
    title: "buffer tiles",
    where: "windows of several taps, or tiles larger than their axis",
    effect: "the output tile is counted in input rows and columns, tiles are not clipped to the layer",
    quantities: ["L1 need", "L2 need"],
    present: ({ axes, levels }) =>
      likelyIf(
        axes.taps.some(tap => tap >= 0 && axes.sizes[tap] > 1) ||
          levels.some(({ maps, chunks }) => chunks > 1 || maps.some(m => m.size > m.extent)),
      ),
  },
  {
    id: "D21",
    title: "counts of zero or less",
    where: "a wrong edge tile (D1) of nothing or less",
    effect: "negative or no MACs, cycles or traffic",
    quantities: ["MACs", "cycles", ...TRAFFIC],
    present: ({ reference }, quantity) => certainIf(reference !== null && valueOf(quantity, reference) <= 0),
  },
  {
    id: "D22",
    title: "transfers one cycle short",
    where: "a network on chip of latency 0, and transfers of nothing",
    effect: "a transfer takes latency + ⌈elements / bandwidth⌉ − 1 cycles, also at latency 0, also of nothing",
    quantities: ["cycles"],
    present: ({ hardware }) => certainIf(hardware.nocLatency === 0),
  },
  {
    id: "D23",
    title: "lower levels start cold",
    where: "mappings of several levels",
    effect: "the first fetch of a lower level is waited for in every step of the level above, never hidden",
    quantities: ["cycles"],
    present: ({ levels }) => likelyIf(levels.length > 1),
  },
  {
    id: "D24",
    title: "no final write-back",
    where: "every mapping",
    effect: "the last outputs never leave the array",
    quantities: ["cycles"],
    present: ({ physical }) => certainIf(physical.drain > 0),
  },
  {
    id: "D25",
    title: "incomplete energy",
    where: "every mapping",
    effect: "MACs, reads of outputs and, with clusters, the layer’s own L1 accesses are left out",
    quantities: ["energy, reference’s column"],
    present: () => "certain",
  },
  {
    id: "D26",
    title: "off-chip bandwidth",
    where: "every mapping",
    effect: "the need is halved after every case, so it depends on their order, and divisions are cut off",
    quantities: ["off-chip bandwidth"],
    present: () => "likely",
  },
  {
    id: "E1",
    title: "last unit of an array that is not full",
    where: "more units than pieces of the spatial map, all pieces whole; not among D1–D26",
    effect:
      "the edge tile of the last unit is taken as nothing: its outputs, and what it fetches anew, are not charged",
    quantities: ["cycles", ...TRAFFIC, "L2 need"],
    present: ({ levels, axes, hardware }, quantity) => {
      const t = tensorOf(quantity)
      const map = levels[0].maps.find(m => m.spatial && !m.diagonal && m.folds === 1)
      if (map === undefined || map.step <= map.extent || !map.cuts || map.last % map.tile !== 0) return null
      if (t < 0) return likelyIf(quantity !== "cycles" || hardware.nocBandwidth < UNLIMITED)
      if (t === OUTPUT && axes.taps[map.axis] >= 0) return null
      return isCoupled(axes.tensors[t], map.axis) ? (t === OUTPUT ? "certain" : "likely") : null
    },
  },
  {
    id: "E2",
    title: "halo from fold to fold",
    where: "rows or columns mapped spatially in several folds with overlapping windows; not among D1–D26",
    effect: "the first unit of a fold is charged its whole window, although the array holds part of it",
    quantities: ["input L2 reads", "input L1 fills", "cycles"],
    present: ({ levels, axes, hardware }, quantity) => {
      const folded = levels[0].maps.some(m => m.spatial && m.folds > 1 && m.taps > axes.strides[m.axis])
      return quantity === "cycles" ? likelyIf(folded && hardware.nocBandwidth < UNLIMITED) : certainIf(folded)
    },
  },
]

/** A deviation that a mapping shows, and the quantities it concerns there. */
export interface Finding {
  readonly deviation: Deviation
  readonly quantities: ReadonlyMap<Quantity, Certainty>
}

/** All deviations that a mapping shows. */
export function deviationsIn(facts: Facts): Finding[] {
  return DEVIATIONS.flatMap(deviation => {
    const quantities = new Map<Quantity, Certainty>()
    for (const quantity of deviation.quantities) {
      const certainty = deviation.present(facts, quantity)
      if (certainty !== null) quantities.set(quantity, certainty)
    }
    return quantities.size === 0 ? [] : [{ deviation, quantities }]
  })
}
