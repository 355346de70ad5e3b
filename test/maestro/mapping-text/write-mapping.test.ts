// Round trip: what the writer prints reads back as the same mapping.

import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { Directive, Extent } from "../../../src/maestro/dataflow.ts"
import type { Mapping, MappingLayer } from "../../../src/maestro/mapping-text/mapping.ts"
import { readMapping } from "../../../src/maestro/mapping-text/read-mapping.ts"
import { writeMapping } from "../../../src/maestro/mapping-text/write-mapping.ts"
import { readLines } from "../recorded.ts"

const size = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const name = fc.stringMatching(/^[A-Za-z_.'+*/][\w.'/+-]{0,8}$/).filter(n => !/-|^\/\/|^Sz$/.test(n))
const constants = fc.dictionary(name, size, { maxKeys: 3 })

function extent(dims: readonly string[], names: readonly string[]): fc.Arbitrary<Extent> {
  const options: fc.Arbitrary<Extent>[] = [size, fc.constantFrom(...dims).map(d => ({ sizeOf: d }))]
  if (names.length > 0) options.push(fc.constantFrom(...names).map(n => ({ parameter: n })))
  return fc.oneof(...options)
}

function directive(dims: readonly string[], names: readonly string[]): fc.Arbitrary<Directive<Extent>> {
  const e = extent(dims, names)
  // R and S are left out as directives: a temporal map on them must cover the dimension.
  const dim = fc.constantFrom("K", "C", "Y", "X", "Y'", "X'", "Q")
  return fc.oneof(
    fc.record({ kind: fc.constantFrom("temporal" as const, "spatial" as const), dim, size: e, offset: e }),
    fc.record({ kind: fc.constant("cluster" as const), size: e }),
  )
}

function layer(names: readonly string[]): fc.Arbitrary<MappingLayer> {
  const stride = fc.oneof(fc.constant(1), size)
  return fc
    .record({
      name: name.filter(n => n !== ""),
      kind: fc.constantFrom("CONV" as const, "DSCONV" as const, "NGCONV" as const, "GEMM" as const),
      dims: fc.uniqueArray(fc.constantFrom("N", "G", "K", "C", "R", "S", "Y", "X", "M"), { minLength: 1 }),
      sizes: fc.array(fc.tuple(size, stride), { minLength: 9, maxLength: 9 }),
    })
    .chain(({ name: layerName, kind, dims, sizes }) => {
      const dimensions = dims.map((d, i) => ({ name: d, size: sizes[i][0], stride: sizes[i][1] }))
      return fc
        .array(directive(dims, names), { minLength: 1, maxLength: 12 })
        .map(dataflow => ({ layer: { name: layerName, kind, dimensions }, dataflow }))
    })
}

const mappings: fc.Arbitrary<Mapping> = constants.chain(values =>
  fc.record({
    network: fc.oneof(fc.constant(""), name),
    constants: fc.constant(values),
    layers: fc.array(layer(Object.keys(values)), { maxLength: 3 }),
  }),
)

/** The part of a read mapping that was written. */
function plain({ network, constants: values, layers }: Mapping): Mapping {
  return { network, constants: values, layers: layers.map(l => ({ layer: l.layer, dataflow: l.dataflow })) }
}

test("any mapping reads back as itself, and the text as itself", () => {
  fc.assert(
    fc.property(mappings, mapping => {
      const text = writeMapping(mapping)
      const read = plain(readMapping(text))
      expect(read).toEqual(plain(mapping))
      expect(writeMapping(read)).toBe(text)
    }),
    { numRuns: 500 },
  )
})

test("every shipped mapping file that is legal", () => {
  const texts = JSON.parse(readLines("mappings.json.gz").join("\n")) as Record<string, string>
  let same = 0
  for (const [file, text] of Object.entries(texts)) {
    // Four files have partial filters in time, which no reader accepts.
    if (/ykp_os|UNet_kcp_ws/.test(file) && !/squeezenet/.test(file)) continue
    if (file === "squeezenet1_0_ykp_os") continue
    const mapping = readMapping(text)
    expect(plain(readMapping(writeMapping(mapping))), file).toEqual(plain(mapping))
    same++
  }
  expect(same).toBe(37)
})

test.each<[string, Mapping]>([
  ["a name with a blank", { network: "a b", constants: {}, layers: [] }],
  ["a name with a separator", { network: "conv-1", constants: {}, layers: [] }],
  ["a constant that looks like a number", { network: "a", constants: { "4": 1 }, layers: [] }],
  [
    "a layer without directives",
    { network: "a", constants: {}, layers: [{ layer: { name: "l", kind: "CONV", dimensions: [] }, dataflow: [] }] },
  ],
])("refuses %s", (_name, mapping) => {
  expect(() => writeMapping(mapping)).toThrow(/cannot hold|no directives|read as something else/)
})
